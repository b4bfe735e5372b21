;; Writes one byte over and over: filling an array on shared memory takes an atomic store for each of its elements.
;; `npm run webassembly` makes fillMemoryModule.ts of this file.
(module
  (import "env" "memory" (memory 1 65536 shared))
  (func (export "fill") (param $address i32) (param $byte i32) (param $length i32)
    (memory.fill (local.get $address) (local.get $byte) (local.get $length))))
