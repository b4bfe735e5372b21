;; Numbers of keys that are found by their place: the code in a dictionary, the key in a range, the pair in a matrix.
;; WebAssembly because a typed array is checked at every access, which takes longer than the work.
;;
;; Numbers are 32-bit integers; negative ones stand for keys that are not known. $validity: a bitmap of the rows; where
;; it is 0 the number is $null. The functions write the number of each of $count (at least one) rows to $out and answer the
;; bitwise or of all of them: negative when one is. Tables have one more number at their end, for what lies outside.
;; `npm run webassembly` makes keyKernelsModule.ts of this file.
(module
  (import "env" "memory" (memory 1 65536 shared))

  ;; Keys of 4 bytes: number $numbers[key - $base], of which there are $extent and the one for others.
  (func (export "findInts")
    (param $keys i32) (param $validity i32) (param $null i32) (param $count i32) (param $base i32)
    (param $extent i32) (param $numbers i32) (param $out i32) (result i32)
    (local $row i32) (local $number i32) (local $signs i32) (local $place i32)
    (loop $next
      (local.set $place (i32.sub (i32.load (local.get $keys)) (local.get $base)))
      (local.set $place
        (select (local.get $place) (local.get $extent) (i32.lt_u (local.get $place) (local.get $extent))))
      (local.set $number
        (select
          (i32.load (i32.add (local.get $numbers) (i32.shl (local.get $place) (i32.const 2))))
          (local.get $null)
          (i32.and
            (i32.shr_u
              (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
              (i32.and (local.get $row) (i32.const 7)))
            (i32.const 1))))
      (i32.store (local.get $out) (local.get $number))
      (local.set $signs (i32.or (local.get $signs) (local.get $number)))
      (local.set $keys (i32.add (local.get $keys) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))
    (local.get $signs))

  ;; The same of keys of 8 bytes. $base is a whole number.
  (func (export "findLongs")
    (param $keys i32) (param $validity i32) (param $null i32) (param $count i32) (param $base f64)
    (param $extent i32) (param $numbers i32) (param $out i32) (result i32)
    (local $row i32) (local $number i32) (local $signs i32) (local $place i32) (local $distance i64) (local $first i64)
    (local.set $first (i64.trunc_f64_s (local.get $base)))
    (loop $next
      (local.set $distance (i64.sub (i64.load (local.get $keys)) (local.get $first)))
      (local.set $place
        (select
          (i32.wrap_i64 (local.get $distance))
          (local.get $extent)
          (i64.lt_u (local.get $distance) (i64.extend_i32_u (local.get $extent)))))
      (local.set $number
        (select
          (i32.load (i32.add (local.get $numbers) (i32.shl (local.get $place) (i32.const 2))))
          (local.get $null)
          (i32.and
            (i32.shr_u
              (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
              (i32.and (local.get $row) (i32.const 7)))
            (i32.const 1))))
      (i32.store (local.get $out) (local.get $number))
      (local.set $signs (i32.or (local.get $signs) (local.get $number)))
      (local.set $keys (i32.add (local.get $keys) (i32.const 8)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))
    (local.get $signs))

  ;; Pairs of numbers: number $cells[first * $width + second] of $height * $width.
  (func (export "findPairs")
    (param $first i32) (param $second i32) (param $count i32) (param $height i32) (param $width i32)
    (param $cells i32) (param $out i32) (result i32)
    (local $number i32) (local $signs i32) (local $others i32) (local $a i32) (local $b i32)
    (local.set $others (i32.mul (local.get $height) (local.get $width)))
    (loop $next
      (local.set $a (i32.load (local.get $first)))
      (local.set $b (i32.load (local.get $second)))
      (local.set $number
        (i32.load
          (i32.add (local.get $cells)
            (i32.shl
              (select
                (i32.add (i32.mul (local.get $a) (local.get $width)) (local.get $b))
                (local.get $others)
                (i32.and
                  (i32.lt_u (local.get $a) (local.get $height))
                  (i32.lt_u (local.get $b) (local.get $width))))
              (i32.const 2)))))
      (i32.store (local.get $out) (local.get $number))
      (local.set $signs (i32.or (local.get $signs) (local.get $number)))
      (local.set $first (i32.add (local.get $first) (i32.const 4)))
      (local.set $second (i32.add (local.get $second) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (local.tee $count (i32.sub (local.get $count) (i32.const 1)))))
    (local.get $signs))

  ;; Keys of 4 bytes by hash: open addressing, slot s of $mask + 1 holds a key at 8 s and its number, or -1, at 8 s + 4;
  ;; a hash's highest bits are its slot. First all slots are read without anything waiting for what is read, so that the
  ;; processor waits for many of them at once.
  (func (export "findHashed")
    (param $keys i32) (param $validity i32) (param $null i32) (param $count i32)
    (param $slots i32) (param $shift i32) (param $mask i32) (param $out i32)
    (local $row i32) (local $key i32) (local $slot i32) (local $at i32) (local $number i32)
    (loop $touch
      (local.set $key (i32.load (i32.add (local.get $keys) (i32.shl (local.get $row) (i32.const 2)))))
      (local.set $number
        (i32.xor (local.get $number)
          (i32.load
            (i32.add (local.get $slots)
              (i32.shl
                (i32.shr_u
                  (i32.mul
                    (i32.xor (local.get $key) (i32.shr_u (local.get $key) (i32.const 15)))
                    (i32.const 0x9e3779b1))
                  (local.get $shift))
                (i32.const 3))))))
      (br_if $touch (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))
    (i32.store (local.get $out) (local.get $number))
    (local.set $row (i32.const 0))
    (loop $next
      (local.set $key (i32.load (local.get $keys)))
      (local.set $slot
        (i32.shr_u
          (i32.mul
            (i32.xor (local.get $key) (i32.shr_u (local.get $key) (i32.const 15)))
            (i32.const 0x9e3779b1))
          (local.get $shift)))
      (block $there
        (loop $probe
          (local.set $at (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 3))))
          (local.set $number (i32.load offset=4 (local.get $at)))
          (br_if $there (i32.eq (local.get $number) (i32.const -1)))
          (br_if $there (i32.eq (i32.load (local.get $at)) (local.get $key)))
          (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
          (br $probe)))
      (i32.store (local.get $out)
        (select (local.get $number) (local.get $null)
          (i32.and
            (i32.shr_u
              (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
              (i32.and (local.get $row) (i32.const 7)))
            (i32.const 1))))
      (local.set $keys (i32.add (local.get $keys) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count)))))

  ;; The same, entering keys that are new: the next number of $size is theirs, and they are written to $entered, by
  ;; number. $state: $size and the number of null, or -1, both written anew.
  (func (export "enterHashed")
    (param $keys i32) (param $validity i32) (param $state i32) (param $count i32)
    (param $slots i32) (param $shift i32) (param $mask i32) (param $entered i32) (param $out i32)
    (local $row i32) (local $key i32) (local $slot i32) (local $at i32) (local $number i32) (local $size i32)
    (loop $touch
      (local.set $key (i32.load (i32.add (local.get $keys) (i32.shl (local.get $row) (i32.const 2)))))
      (local.set $number
        (i32.xor (local.get $number)
          (i32.load
            (i32.add (local.get $slots)
              (i32.shl
                (i32.shr_u
                  (i32.mul
                    (i32.xor (local.get $key) (i32.shr_u (local.get $key) (i32.const 15)))
                    (i32.const 0x9e3779b1))
                  (local.get $shift))
                (i32.const 3))))))
      (br_if $touch (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))
    (i32.store (local.get $out) (local.get $number))
    (local.set $row (i32.const 0))
    (local.set $size (i32.load (local.get $state)))
    (loop $next
      (if
        (i32.and
          (i32.shr_u
            (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $row) (i32.const 3))))
            (i32.and (local.get $row) (i32.const 7)))
          (i32.const 1))
        (then
          (local.set $key (i32.load (local.get $keys)))
          (local.set $slot
            (i32.shr_u
              (i32.mul
                (i32.xor (local.get $key) (i32.shr_u (local.get $key) (i32.const 15)))
                (i32.const 0x9e3779b1))
              (local.get $shift)))
          (block $there
            (loop $probe
              (local.set $at (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 3))))
              (local.set $number (i32.load offset=4 (local.get $at)))
              (br_if $there (i32.eq (local.get $number) (i32.const -1)))
              (br_if $there (i32.eq (i32.load (local.get $at)) (local.get $key)))
              (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
              (br $probe)))
          (if (i32.eq (local.get $number) (i32.const -1))
            (then
              (local.set $number (local.get $size))
              (i32.store (local.get $at) (local.get $key))
              (i32.store offset=4 (local.get $at) (local.get $number))
              (i32.store (i32.add (local.get $entered) (i32.shl (local.get $number) (i32.const 2))) (local.get $key))
              (local.set $size (i32.add (local.get $size) (i32.const 1))))))
        (else
          (local.set $number (i32.load offset=4 (local.get $state)))
          (if (i32.eq (local.get $number) (i32.const -1))
            (then
              (local.set $number (local.get $size))
              (i32.store offset=4 (local.get $state) (local.get $number))
              (i32.store (i32.add (local.get $entered) (i32.shl (local.get $number) (i32.const 2))) (i32.const 0))
              (local.set $size (i32.add (local.get $size) (i32.const 1)))))))
      (i32.store (local.get $out) (local.get $number))
      (local.set $keys (i32.add (local.get $keys) (i32.const 4)))
      (local.set $out (i32.add (local.get $out) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))
    (i32.store (local.get $state) (local.get $size)))

  ;; Enters $count keys into slots that are all -1; key i has number i, but $null is no key.
  (func (export "rehash")
    (param $entered i32) (param $count i32) (param $null i32) (param $slots i32) (param $shift i32) (param $mask i32)
    (local $row i32) (local $key i32) (local $slot i32) (local $at i32)
    (loop $next
      (if (i32.ne (local.get $row) (local.get $null))
        (then
          (local.set $key (i32.load (local.get $entered)))
          (local.set $slot
            (i32.shr_u
              (i32.mul
                (i32.xor (local.get $key) (i32.shr_u (local.get $key) (i32.const 15)))
                (i32.const 0x9e3779b1))
              (local.get $shift)))
          (block $free
            (loop $probe
              (local.set $at (i32.add (local.get $slots) (i32.shl (local.get $slot) (i32.const 3))))
              (br_if $free (i32.eq (i32.load offset=4 (local.get $at)) (i32.const -1)))
              (local.set $slot (i32.and (i32.add (local.get $slot) (i32.const 1)) (local.get $mask)))
              (br $probe)))
          (i32.store (local.get $at) (local.get $key))
          (i32.store offset=4 (local.get $at) (local.get $row))))
      (local.set $entered (i32.add (local.get $entered) (i32.const 4)))
      (br_if $next (i32.lt_u (local.tee $row (i32.add (local.get $row) (i32.const 1))) (local.get $count))))))
