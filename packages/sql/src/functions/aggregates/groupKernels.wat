;; Running numbers of groups: what aggregates do with every row. WebAssembly because a typed array is checked at every
;; access, six times a row, which takes longer than the work.
;;
;; $ids: the group of each of $count (at least one) rows, 4 bytes. $values: 8 bytes a row. $validity: a bitmap of the
;; rows; where it is 0 the value does not count. The numbers of groups lie at $states, $counts ...; nothing is checked.
;; `npm run webassembly` makes groupKernelsModule.ts of this file.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; Adds doubles to sums. A group has 4 doubles: its sum, the sum's rounding error, how many were added, and a spare
  ;; one. The error of every addition is exact (Knuth's TwoSum). What does not count is added as 0, which changes no
  ;; sum, because sums begin at 0.0 and so are never -0.0: there is no branch that the processor has to guess.
  (func (export "sumDoubles")
    (param $ids i32) (param $values i32) (param $validity i32) (param $count i32) (param $states i32)
    (local $row i32) (local $at i32) (local $valid i32)
    (local $value f64) (local $sum f64) (local $total f64) (local $added f64)
    (loop $next
      (local.set $valid
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1)))
      (local.set $value (select (f64.load (local.get $values)) (f64.const 0) (local.get $valid)))
      (local.set $at (i32.add (local.get $states) (i32.shl (i32.load (local.get $ids)) (i32.const 5))))
      (local.set $sum (f64.load (local.get $at)))
      (local.set $total (f64.add (local.get $sum) (local.get $value)))
      (local.set $added (f64.sub (local.get $total) (local.get $sum)))
      (f64.store (local.get $at) (local.get $total))
      (f64.store offset=8 (local.get $at)
        (f64.add
          (f64.load offset=8 (local.get $at))
          (f64.add
            (f64.sub (local.get $sum) (f64.sub (local.get $total) (local.get $added)))
            (f64.sub (local.get $value) (local.get $added)))))
      (f64.store offset=16 (local.get $at)
        (f64.add (f64.load offset=16 (local.get $at)) (f64.convert_i32_s (local.get $valid))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; Adds sums that were computed elsewhere; $errors and $counts: 8 bytes a row, like $values.
  (func (export "mergeSums")
    (param $ids i32) (param $values i32) (param $errors i32) (param $counts i32) (param $count i32) (param $states i32)
    (local $row i32) (local $at i32)
    (local $value f64) (local $sum f64) (local $total f64) (local $added f64) (local $more f64)
    (loop $next
      (local.set $more (f64.load (local.get $counts)))
      (if (f64.ne (local.get $more) (f64.const 0))
        (then
          (local.set $value (f64.load (local.get $values)))
          (local.set $at (i32.add (local.get $states) (i32.shl (i32.load (local.get $ids)) (i32.const 5))))
          (local.set $sum (f64.load (local.get $at)))
          (local.set $total (f64.add (local.get $sum) (local.get $value)))
          (local.set $added (f64.sub (local.get $total) (local.get $sum)))
          (f64.store (local.get $at) (local.get $total))
          (f64.store offset=8 (local.get $at)
            (f64.add
              (f64.load offset=8 (local.get $at))
              (f64.add
                (f64.load (local.get $errors))
                (f64.add
                  (f64.sub (local.get $sum) (f64.sub (local.get $total) (local.get $added)))
                  (f64.sub (local.get $value) (local.get $added))))))
          (f64.store offset=16 (local.get $at)
            (f64.add (f64.load offset=16 (local.get $at)) (local.get $more)))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (local.set $errors (i32.add (local.get $errors) (i32.const 8)))
      (local.set $counts (i32.add (local.get $counts) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; Adds 1 to the count, a double, of the group of every valid row.
  (func (export "countRows") (param $ids i32) (param $validity i32) (param $count i32) (param $counts i32)
    (local $row i32) (local $at i32)
    (loop $next
      (local.set $at (i32.add (local.get $counts) (i32.shl (i32.load (local.get $ids)) (i32.const 3))))
      (f64.store (local.get $at)
        (f64.add (f64.load (local.get $at))
          (f64.convert_i32_s
            (i32.and
              (i32.shr_u
                (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
                (i32.and (local.get $row) (i32.const 7)))
              (i32.const 1)))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; Adds counts that were computed elsewhere.
  (func (export "addCounts") (param $ids i32) (param $values i32) (param $count i32) (param $counts i32)
    (local $row i32) (local $at i32)
    (loop $next
      (local.set $at (i32.add (local.get $counts) (i32.shl (i32.load (local.get $ids)) (i32.const 3))))
      (f64.store (local.get $at) (f64.add (f64.load (local.get $at)) (f64.load (local.get $values))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; Adds 64-bit integers to sums that wrap around, and 1 to the counts, doubles.
  (func (export "sumLongs")
    (param $ids i32) (param $values i32) (param $validity i32) (param $count i32) (param $sums i32) (param $counts i32)
    (local $row i32) (local $group i32) (local $at i32)
    (loop $next
      (if
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1))
        (then
          (local.set $group (i32.shl (i32.load (local.get $ids)) (i32.const 3)))
          (local.set $at (i32.add (local.get $sums) (local.get $group)))
          (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.load (local.get $values))))
          (local.set $at (i32.add (local.get $counts) (local.get $group)))
          (f64.store (local.get $at) (f64.add (f64.load (local.get $at)) (f64.const 1)))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; The same of 32-bit integers, 4 bytes a row.
  (func (export "sumInts")
    (param $ids i32) (param $values i32) (param $validity i32) (param $count i32) (param $sums i32) (param $counts i32)
    (local $row i32) (local $group i32) (local $at i32)
    (loop $next
      (if
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1))
        (then
          (local.set $group (i32.shl (i32.load (local.get $ids)) (i32.const 3)))
          (local.set $at (i32.add (local.get $sums) (local.get $group)))
          (i64.store (local.get $at) (i64.add (i64.load (local.get $at)) (i64.load32_s (local.get $values))))
          (local.set $at (i32.add (local.get $counts) (local.get $group)))
          (f64.store (local.get $at) (f64.add (f64.load (local.get $at)) (f64.const 1)))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; Keeps the smallest, or with $largest 1 the largest, double of every group at $best; NaN is the largest number.
  ;; $has: a byte per group, 1 once there is one.
  (func (export "foldDoubles")
    (param $ids i32) (param $values i32) (param $validity i32) (param $count i32)
    (param $best i32) (param $has i32) (param $largest i32)
    (local $row i32) (local $group i32) (local $at i32) (local $value f64) (local $other f64)
    (loop $next
      (if
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1))
        (then
          (local.set $group (i32.load (local.get $ids)))
          (local.set $at (i32.add (local.get $best) (i32.shl (local.get $group) (i32.const 3))))
          (local.set $value (f64.load (local.get $values)))
          (local.set $other (f64.load (local.get $at)))
          (if
            (i32.or
              (i32.ne
                (i32.or
                  (f64.lt (local.get $value) (local.get $other))
                  (i32.and
                    (f64.ne (local.get $other) (local.get $other))
                    (f64.eq (local.get $value) (local.get $value))))
                (local.get $largest))
              (i32.eqz (i32.load8_u (i32.add (local.get $has) (local.get $group)))))
            (then
              (f64.store (local.get $at) (local.get $value))
              (i32.store8 (i32.add (local.get $has) (local.get $group)) (i32.const 1))))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; The same of 64-bit integers.
  (func (export "foldLongs")
    (param $ids i32) (param $values i32) (param $validity i32) (param $count i32)
    (param $best i32) (param $has i32) (param $largest i32)
    (local $row i32) (local $group i32) (local $at i32) (local $value i64) (local $other i64)
    (loop $next
      (if
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1))
        (then
          (local.set $group (i32.load (local.get $ids)))
          (local.set $at (i32.add (local.get $best) (i32.shl (local.get $group) (i32.const 3))))
          (local.set $value (i64.load (local.get $values)))
          (local.set $other (i64.load (local.get $at)))
          (if
            (i32.or
              (i32.ne
                (i64.lt_s (local.get $value) (local.get $other))
                (local.get $largest))
              (i32.eqz (i32.load8_u (i32.add (local.get $has) (local.get $group)))))
            (then
              (i64.store (local.get $at) (local.get $value))
              (i32.store8 (i32.add (local.get $has) (local.get $group)) (i32.const 1))))))
      (local.set $ids (i32.add (local.get $ids) (i32.const 4)))
      (local.set $values (i32.add (local.get $values) (i32.const 8)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))))
