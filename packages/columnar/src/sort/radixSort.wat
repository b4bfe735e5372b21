;; Radix sort of words. WebAssembly because its passes only move memory: a pair of word and row is one 8-byte move, and no
;; access is checked by itself, which makes a pass about four times as fast as with typed arrays.
;; `npm run webassembly` makes radixSortModule.ts of this file.
(module
  (memory (export "memory") 1)

  ;; Sorts the $count unsigned words at $words, whose lowest $unused bits are all 0, least significant digit first and
  ;; stable. Returns 1 and writes no more when they are in order already. Else the words are in order then, and at $order
  ;; stands where each of them was. $pairs and $spare: room for 8 bytes per word each. At 0: three arrays of 2048 counts.
  (func (export "sort") (param $words i32) (param $count i32) (param $unused i32) (param $digitBits i32)
    (param $digits i32) (param $order i32) (param $pairs i32) (param $spare i32) (result i32)
    (local $i i32) (local $key i32) (local $previous i32) (local $unsorted i32) (local $mask i32) (local $at i32)
    (local $shift i32) (local $counts i32) (local $sum i32) (local $number i32) (local $digit i32) (local $swap i32)
    (local $pair i64) (local $shift1 i32) (local $shift2 i32)
    (local.set $mask (i32.sub (i32.shl (i32.const 1) (local.get $digitBits)) (i32.const 1)))
    (local.set $shift1 (i32.add (local.get $unused) (local.get $digitBits)))
    (local.set $shift2 (i32.add (local.get $shift1) (local.get $digitBits)))
    (memory.fill (i32.const 0) (i32.const 0) (i32.const 24576))
    ;; Pairs of word and place, and how often each value of every digit comes.
    (loop $word
      (local.set $key (i32.load (i32.add (local.get $words) (i32.shl (local.get $i) (i32.const 2)))))
      (local.set $unsorted (i32.or (local.get $unsorted) (i32.lt_u (local.get $key) (local.get $previous))))
      (local.set $previous (local.get $key))
      (i64.store (i32.add (local.get $pairs) (i32.shl (local.get $i) (i32.const 3)))
        (i64.or (i64.extend_i32_u (local.get $key))
          (i64.shl (i64.extend_i32_u (local.get $i)) (i64.const 32))))
      (local.set $at
        (i32.shl (i32.and (i32.shr_u (local.get $key) (local.get $unused)) (local.get $mask)) (i32.const 2)))
      (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (i32.const 1)))
      (if (i32.gt_u (local.get $digits) (i32.const 1))
        (then
          (local.set $at
            (i32.shl (i32.and (i32.shr_u (local.get $key) (local.get $shift1)) (local.get $mask)) (i32.const 2)))
          (i32.store offset=8192 (local.get $at)
            (i32.add (i32.load offset=8192 (local.get $at)) (i32.const 1)))))
      (if (i32.gt_u (local.get $digits) (i32.const 2))
        (then
          (local.set $at
            (i32.shl (i32.and (i32.shr_u (local.get $key) (local.get $shift2)) (local.get $mask)) (i32.const 2)))
          (i32.store offset=16384 (local.get $at)
            (i32.add (i32.load offset=16384 (local.get $at)) (i32.const 1)))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $word (i32.lt_u (local.get $i) (local.get $count))))
    (if (i32.eqz (local.get $unsorted)) (then (return (i32.const 1))))
    (local.set $shift (local.get $unused))
    (loop $pass
      ;; A digit that is the same in all words needs no pass.
      (local.set $at
        (i32.add (local.get $counts)
          (i32.shl (i32.and (i32.shr_u (i32.load (local.get $pairs)) (local.get $shift)) (local.get $mask))
            (i32.const 2))))
      (if (i32.ne (i32.load (local.get $at)) (local.get $count))
        (then
          ;; Counts become the places where the pairs of each value begin.
          (local.set $sum (local.get $spare))
          (local.set $i (i32.const 0))
          (loop $value
            (local.set $at (i32.add (local.get $counts) (i32.shl (local.get $i) (i32.const 2))))
            (local.set $number (i32.load (local.get $at)))
            (i32.store (local.get $at) (local.get $sum))
            (local.set $sum (i32.add (local.get $sum) (i32.shl (local.get $number) (i32.const 3))))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $value (i32.le_u (local.get $i) (local.get $mask))))
          (local.set $i (i32.const 0))
          (loop $move
            (local.set $pair (i64.load (i32.add (local.get $pairs) (i32.shl (local.get $i) (i32.const 3)))))
            (local.set $at
              (i32.add (local.get $counts)
                (i32.shl
                  (i32.and (i32.shr_u (i32.wrap_i64 (local.get $pair)) (local.get $shift)) (local.get $mask))
                  (i32.const 2))))
            (local.set $number (i32.load (local.get $at)))
            (i32.store (local.get $at) (i32.add (local.get $number) (i32.const 8)))
            (i64.store (local.get $number) (local.get $pair))
            (local.set $i (i32.add (local.get $i) (i32.const 1)))
            (br_if $move (i32.lt_u (local.get $i) (local.get $count))))
          (local.set $swap (local.get $pairs))
          (local.set $pairs (local.get $spare))
          (local.set $spare (local.get $swap))))
      (local.set $shift (i32.add (local.get $shift) (local.get $digitBits)))
      (local.set $counts (i32.add (local.get $counts) (i32.const 8192)))
      (local.set $digit (i32.add (local.get $digit) (i32.const 1)))
      (br_if $pass (i32.lt_u (local.get $digit) (local.get $digits))))
    (local.set $i (i32.const 0))
    (loop $part
      (local.set $pair (i64.load (i32.add (local.get $pairs) (i32.shl (local.get $i) (i32.const 3)))))
      (local.set $at (i32.shl (local.get $i) (i32.const 2)))
      (i32.store (i32.add (local.get $words) (local.get $at)) (i32.wrap_i64 (local.get $pair)))
      (i32.store (i32.add (local.get $order) (local.get $at))
        (i32.wrap_i64 (i64.shr_u (local.get $pair) (i64.const 32))))
      (local.set $i (i32.add (local.get $i) (i32.const 1)))
      (br_if $part (i32.lt_u (local.get $i) (local.get $count))))
    (i32.const 0)))
