;; A counting sort of rows. WebAssembly because each of its passes is a few moves to places that the row says, which take
;; several times as long where an access is checked by itself.
;; `npm run webassembly` makes rowsByTargetModule.ts of this file.
(module
  (memory (export "memory") 1)

  ;; Puts the target of each row in the place of its hash: its partition and, in the lowest $bucketBits bits, its bucket.
  ;; The partition depends on all bits of the hash, so that none is the same for all rows of a partition, which would make
  ;; their hash tables slow; the bucket on other bits than slots of tables and partitions do.
  (func (export "targets") (param $hashes i32) (param $count i32) (param $partitions i32) (param $bucketBits i32)
    (local $last i32) (local $hash i32) (local $shift i32)
    (local.set $shift (i32.sub (i32.const 31) (local.get $bucketBits)))
    (local.set $last (i32.add (local.get $hashes) (i32.shl (local.get $count) (i32.const 2))))
    (loop $row
      (if (i32.lt_u (local.get $hashes) (local.get $last))
        (then
          (local.set $hash (i32.load (local.get $hashes)))
          (i32.store (local.get $hashes)
            (i32.or
              (i32.shl
                (i32.shr_u
                  (i32.mul
                    (i32.shr_u (i32.mul (local.get $hash) (i32.const 0x9e3779b1)) (i32.const 16))
                    (local.get $partitions))
                  (i32.const 16))
                (local.get $bucketBits))
              ;; In two steps: a shift by 32 would be none.
              (i32.shr_u
                (i32.shr_u (i32.mul (local.get $hash) (i32.const 0x85ebca77)) (i32.const 1))
                (local.get $shift))))
          (local.set $hashes (i32.add (local.get $hashes) (i32.const 4)))
          (br $row)))))

  ;; Where the rows of each target start, at $starts: $targetCount + 1 words. Returns 1 when the rows are in their order.
  (func (export "count") (param $targets i32) (param $count i32) (param $starts i32) (param $targetCount i32)
    (result i32)
    (local $last i32) (local $target i32) (local $previous i32) (local $disorder i32) (local $at i32) (local $sum i32)
    (memory.fill (local.get $starts) (i32.const 0)
      (i32.shl (i32.add (local.get $targetCount) (i32.const 1)) (i32.const 2)))
    (local.set $last (i32.add (local.get $targets) (i32.shl (local.get $count) (i32.const 2))))
    (loop $row
      (if (i32.lt_u (local.get $targets) (local.get $last))
        (then
          (local.set $target (i32.load (local.get $targets)))
          (local.set $disorder
            (i32.or (local.get $disorder) (i32.lt_u (local.get $target) (local.get $previous))))
          (local.set $previous (local.get $target))
          (local.set $at (i32.add (local.get $starts) (i32.shl (local.get $target) (i32.const 2))))
          (i32.store offset=4 (local.get $at) (i32.add (i32.load offset=4 (local.get $at)) (i32.const 1)))
          (local.set $targets (i32.add (local.get $targets) (i32.const 4)))
          (br $row))))
    (local.set $at (local.get $starts))
    (local.set $last (i32.add (local.get $starts) (i32.shl (local.get $targetCount) (i32.const 2))))
    (loop $target
      (if (i32.lt_u (local.get $at) (local.get $last))
        (then
          (local.set $at (i32.add (local.get $at) (i32.const 4)))
          (local.set $sum (i32.add (local.get $sum) (i32.load (local.get $at))))
          (i32.store (local.get $at) (local.get $sum))
          (br $target))))
    (i32.eqz (local.get $disorder)))

  ;; The rows in order of their targets, at $rows. What `count` left at $starts is lost: each becomes the start of the next.
  (func (export "place") (param $targets i32) (param $count i32) (param $starts i32) (param $rows i32)
    (local $row i32) (local $at i32) (local $place i32)
    (loop $next
      (if (i32.lt_u (local.get $row) (local.get $count))
        (then
          (local.set $at
            (i32.add (local.get $starts)
              (i32.shl
                (i32.load (i32.add (local.get $targets) (i32.shl (local.get $row) (i32.const 2))))
                (i32.const 2))))
          (local.set $place (i32.load (local.get $at)))
          (i32.store (local.get $at) (i32.add (local.get $place) (i32.const 1)))
          (i32.store (i32.add (local.get $rows) (i32.shl (local.get $place) (i32.const 2))) (local.get $row))
          (local.set $row (i32.add (local.get $row) (i32.const 1)))
          (br $next))))))
