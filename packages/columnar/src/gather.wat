;; Numbers at places that the rows say. WebAssembly because of three accesses a row, each of which is checked by itself in
;; a typed array: with fewer instructions between them more of the reads wait for memory together.
;; `npm run webassembly` makes gatherModule.ts of this file.
(module
  (memory (export "memory") 1)

  ;; out[i] = source[rows[i]] for $count (at least one) rows, of 8 bytes each; source[0] where a row is negative.
  (func (export "gather8") (param $rows i32) (param $count i32) (param $source i32) (param $out i32)
    (local $row i32) (local $last i32)
    (local.set $last (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $row (i32.load (local.get $rows)))
      (i64.store (local.get $out)
        (i64.load
          (i32.add (local.get $source)
            (i32.shl
              (select (local.get $row) (i32.const 0) (i32.ge_s (local.get $row) (i32.const 0)))
              (i32.const 3)))))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (br_if $next
        (i32.lt_u (local.tee $rows (i32.add (local.get $rows) (i32.const 4))) (local.get $last)))))

  ;; The same of 4 bytes each.
  (func (export "gather4") (param $rows i32) (param $count i32) (param $source i32) (param $out i32)
    (local $row i32) (local $last i32)
    (local.set $last (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (loop $next
      (local.set $row (i32.load (local.get $rows)))
      (i32.store (local.get $out)
        (i32.load
          (i32.add (local.get $source)
            (i32.shl
              (select (local.get $row) (i32.const 0) (i32.ge_s (local.get $row) (i32.const 0)))
              (i32.const 2)))))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next
        (i32.lt_u (local.tee $rows (i32.add (local.get $rows) (i32.const 4))) (local.get $last))))))
