;; Hashing, gathering and finding byte strings. WebAssembly because these loops read and write at odd addresses: an access
;; is one instruction here and about nine with typed arrays, and sixteen bytes move at once.
;; String i of a block lies at $shift + offsets[i] .. $shift + offsets[i + 1]. Up to 16 bytes behind a string are read, and
;; up to 16 behind a copy are written.
;; `npm run webassembly` makes bytesModule.ts of this file.
(module
  (memory (export "memory") 1)

  ;; Hashes of $count strings: Murmur3 with 32 bits, seeded by the length; bytes behind the last whole word are a word of
  ;; their own.
  (func (export "hash") (param $offsets i32) (param $count i32) (param $shift i32) (param $out i32)
    (local $last i32) (local $at i32) (local $end i32) (local $whole i32) (local $hash i32)
    (local.set $last (i32.add (local.get $offsets) (i32.shl (local.get $count) (i32.const 2))))
    (local.set $end (i32.add (i32.load (local.get $offsets)) (local.get $shift)))
    (loop $string
      (if (i32.lt_u (local.get $offsets) (local.get $last))
        (then
          (local.set $at (local.get $end))
          (local.set $offsets (i32.add (local.get $offsets) (i32.const 4)))
          (local.set $end (i32.add (i32.load (local.get $offsets)) (local.get $shift)))
          (local.set $hash (i32.sub (local.get $end) (local.get $at)))
          (local.set $whole (i32.add (local.get $at) (i32.and (local.get $hash) (i32.const -4))))
          (loop $word
            (if (i32.lt_u (local.get $at) (local.get $whole))
              (then
                (local.set $hash
                  (i32.add
                    (i32.mul
                      (i32.rotl
                        (i32.xor (local.get $hash)
                          (i32.mul
                            (i32.rotl (i32.mul (i32.load (local.get $at)) (i32.const 0xcc9e2d51)) (i32.const 15))
                            (i32.const 0x1b873593)))
                        (i32.const 13))
                      (i32.const 5))
                    (i32.const 0xe6546b64)))
                (local.set $at (i32.add (local.get $at) (i32.const 4)))
                (br $word))))
          (if (i32.lt_u (local.get $at) (local.get $end))
            (then
              (local.set $hash
                (i32.add
                  (i32.mul
                    (i32.rotl
                      (i32.xor (local.get $hash)
                        (i32.mul
                          (i32.rotl
                            (i32.mul
                              (i32.and (i32.load (local.get $at))
                                ;; As many low bits as there are bytes left.
                                (i32.xor
                                  (i32.shl (i32.const -1)
                                    (i32.shl (i32.sub (local.get $end) (local.get $at)) (i32.const 3)))
                                  (i32.const -1)))
                              (i32.const 0xcc9e2d51))
                            (i32.const 15))
                          (i32.const 0x1b873593)))
                      (i32.const 13))
                    (i32.const 5))
                  (i32.const 0xe6546b64)))))
          (local.set $hash
            (i32.mul (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16)))
              (i32.const 0x85ebca6b)))
          (local.set $hash
            (i32.mul (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 13)))
              (i32.const 0xc2b2ae35)))
          (i32.store (local.get $out)
            (i32.xor (local.get $hash) (i32.shr_u (local.get $hash) (i32.const 16))))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (br $string)))))

  ;; Where the strings at $rows end when they lie one behind the other from $end on; one of a negative row is empty.
  ;; Returns the last end, which may be more than the words at $out can hold.
  (func (export "ends") (param $rows i32) (param $count i32) (param $offsets i32) (param $end f64) (param $out i32)
    (result f64)
    (local $last i32) (local $row i32) (local $at i64)
    (local.set $at (i64.trunc_f64_u (local.get $end)))
    (local.set $last (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (loop $string
      (if (i32.lt_u (local.get $rows) (local.get $last))
        (then
          (local.set $row (i32.load (local.get $rows)))
          (if (i32.ge_s (local.get $row) (i32.const 0))
            (then
              (local.set $row (i32.add (local.get $offsets) (i32.shl (local.get $row) (i32.const 2))))
              (local.set $at
                (i64.add (local.get $at)
                  (i64.extend_i32_u
                    (i32.sub (i32.load offset=4 (local.get $row)) (i32.load (local.get $row))))))))
          (i32.store (local.get $out) (i32.wrap_i64 (local.get $at)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
          (local.set $out (i32.add (local.get $out) (i32.const 4)))
          (br $string))))
    (f64.convert_i64_u (local.get $at)))

  ;; The strings at $rows, one behind the other from $to on.
  (func (export "gather") (param $rows i32) (param $count i32) (param $offsets i32) (param $shift i32) (param $to i32)
    (local $last i32) (local $row i32) (local $at i32) (local $length i32) (local $done i32)
    (local.set $last (i32.add (local.get $rows) (i32.shl (local.get $count) (i32.const 2))))
    (loop $string
      (if (i32.lt_u (local.get $rows) (local.get $last))
        (then
          (local.set $row (i32.load (local.get $rows)))
          (local.set $rows (i32.add (local.get $rows) (i32.const 4)))
          (br_if $string (i32.lt_s (local.get $row) (i32.const 0)))
          (local.set $row (i32.add (local.get $offsets) (i32.shl (local.get $row) (i32.const 2))))
          (local.set $at (i32.load (local.get $row)))
          (local.set $length (i32.sub (i32.load offset=4 (local.get $row)) (local.get $at)))
          (local.set $at (i32.add (local.get $at) (local.get $shift)))
          (v128.store align=1 (local.get $to) (v128.load align=1 (local.get $at)))
          (if (i32.gt_u (local.get $length) (i32.const 16))
            (then
              (local.set $done (i32.const 16))
              (loop $more
                (v128.store align=1 (i32.add (local.get $to) (local.get $done))
                  (v128.load align=1 (i32.add (local.get $at) (local.get $done))))
                (local.set $done (i32.add (local.get $done) (i32.const 16)))
                (br_if $more (i32.lt_u (local.get $done) (local.get $length))))))
          (local.set $to (i32.add (local.get $to) (local.get $length)))
          (br $string)))))

  ;; A table of distinct strings. At 0: how many there are, the end of their bytes, the number of null or -1, a word
  ;; without meaning. A slot is four words: hash, number of the string + 1 (0: the slot is free), start and end of its
  ;; bytes at $data. $mask: bytes of all slots less 16.

  ;; Reads what the next look-ups will read. In a large table every one of these reads waits for memory; here they do not
  ;; depend on each other, so that the processor waits for many of them at once.
  (func (export "touch") (param $hashes i32) (param $count i32) (param $slots i32) (param $mask i32) (param $data i32)
    (local $last i32) (local $seen i32)
    (local.set $last (i32.add (local.get $hashes) (i32.shl (local.get $count) (i32.const 2))))
    (loop $string
      (if (i32.lt_u (local.get $hashes) (local.get $last))
        (then
          (local.set $seen
            (i32.xor (local.get $seen)
              (i32.load
                (i32.add (local.get $data)
                  (i32.load offset=8
                    (i32.add (local.get $slots)
                      (i32.and (i32.shl (i32.load (local.get $hashes)) (i32.const 4)) (local.get $mask))))))))
          (local.set $hashes (i32.add (local.get $hashes) (i32.const 4)))
          (br $string))))
    (i32.store (i32.const 12) (local.get $seen)))

  ;; Puts the numbers of strings $i .. $count in the place of their hashes. A new one is entered, or has the number -1
  ;; when $enter is 0; null likewise by $nulls. A null is a bit 0 from bit $firstBit on at $validity, which is 0 when there
  ;; are none. Returns $count, or before it the string for which the table wants more slots.
  (func (export "number") (param $offsets i32) (param $shift i32) (param $hashes i32) (param $validity i32)
    (param $firstBit i32) (param $i i32) (param $count i32) (param $slots i32) (param $mask i32) (param $data i32)
    (param $enter i32) (param $nulls i32) (result i32)
    (local $size i32) (local $dataEnd i32) (local $room i32) (local $number i32) (local $at i32) (local $length i32)
    (local $hash i32) (local $slot i32) (local $own i32) (local $left i32) (local $bit i32)
    (local.set $size (i32.load (i32.const 0)))
    (local.set $dataEnd (i32.load (i32.const 4)))
    ;; At most half full.
    (local.set $room (i32.shr_u (i32.add (local.get $mask) (i32.const 16)) (i32.const 5)))
    (block $done
      (loop $string
        (br_if $done (i32.ge_u (local.get $i) (local.get $count)))
        (block $known
          (if (local.get $validity)
            (then
              (local.set $bit (i32.add (local.get $firstBit) (local.get $i)))
              (if (i32.eqz
                  (i32.and (i32.const 1)
                    (i32.shr_u
                      (i32.load8_u (i32.add (local.get $validity) (i32.shr_u (local.get $bit) (i32.const 3))))
                      (i32.and (local.get $bit) (i32.const 7)))))
                (then
                  (local.set $number (i32.load (i32.const 8)))
                  (br_if $known (i32.ge_s (local.get $number) (i32.const 0)))
                  (br_if $known (i32.eqz (local.get $nulls)))
                  (local.set $number (local.get $size))
                  (i32.store (i32.const 8) (local.get $number))
                  (local.set $size (i32.add (local.get $size) (i32.const 1)))
                  (br $known)))))
          (local.set $at (i32.add (local.get $offsets) (i32.shl (local.get $i) (i32.const 2))))
          (local.set $length (i32.sub (i32.load offset=4 (local.get $at)) (i32.load (local.get $at))))
          (local.set $at (i32.add (i32.load (local.get $at)) (local.get $shift)))
          (local.set $hash (i32.load (i32.add (local.get $hashes) (i32.shl (local.get $i) (i32.const 2)))))
          (local.set $slot
            (i32.add (local.get $slots) (i32.and (i32.shl (local.get $hash) (i32.const 4)) (local.get $mask))))
          (loop $probe
            (local.set $number (i32.sub (i32.load offset=4 (local.get $slot)) (i32.const 1)))
            (if (i32.eq (local.get $number) (i32.const -1))
              (then
                (br_if $known (i32.eqz (local.get $enter)))
                (br_if $done (i32.ge_u (local.get $size) (local.get $room)))
                (local.set $number (local.get $size))
                (local.set $size (i32.add (local.get $size) (i32.const 1)))
                (i32.store (local.get $slot) (local.get $hash))
                (i32.store offset=4 (local.get $slot) (local.get $size))
                (i32.store offset=8 (local.get $slot) (local.get $dataEnd))
                (local.set $own (i32.add (local.get $data) (local.get $dataEnd)))
                (local.set $dataEnd (i32.add (local.get $dataEnd) (local.get $length)))
                (i32.store offset=12 (local.get $slot) (local.get $dataEnd))
                (local.set $left (i32.const 0))
                (loop $more
                  (v128.store align=1 (i32.add (local.get $own) (local.get $left))
                    (v128.load align=1 (i32.add (local.get $at) (local.get $left))))
                  (local.set $left (i32.add (local.get $left) (i32.const 16)))
                  (br_if $more (i32.lt_u (local.get $left) (local.get $length))))
                (br $known)))
            (block $other
              (br_if $other (i32.ne (i32.load (local.get $slot)) (local.get $hash)))
              (local.set $own (i32.load offset=8 (local.get $slot)))
              (br_if $other
                (i32.ne (i32.sub (i32.load offset=12 (local.get $slot)) (local.get $own)) (local.get $length)))
              (br_if $known (i32.eqz (local.get $length)))
              (local.set $own (i32.add (local.get $own) (local.get $data)))
              ;; $own becomes the way from the one string to the other.
              (local.set $own (i32.sub (local.get $own) (local.get $at)))
              (local.set $left (local.get $length))
              (loop $same
                (if (i32.gt_u (local.get $left) (i32.const 8))
                  (then
                    (br_if $other
                      (i64.ne (i64.load align=1 (local.get $at))
                        (i64.load align=1 (i32.add (local.get $at) (local.get $own)))))
                    (local.set $at (i32.add (local.get $at) (i32.const 8)))
                    (local.set $left (i32.sub (local.get $left) (i32.const 8)))
                    (br $same))))
              ;; Of the last eight bytes or less those that belong to the strings.
              (br_if $known
                (i64.eqz
                  (i64.shl
                    (i64.xor (i64.load align=1 (local.get $at))
                      (i64.load align=1 (i32.add (local.get $at) (local.get $own))))
                    (i64.extend_i32_u
                      (i32.sub (i32.const 64) (i32.shl (local.get $left) (i32.const 3))))))))
            (local.set $at
              (i32.add (local.get $shift)
                (i32.load (i32.add (local.get $offsets) (i32.shl (local.get $i) (i32.const 2))))))
            (local.set $slot
              (i32.add (local.get $slots)
                (i32.and
                  (i32.add (i32.sub (local.get $slot) (local.get $slots)) (i32.const 16))
                  (local.get $mask))))
            (br $probe)))
        (i32.store (i32.add (local.get $hashes) (i32.shl (local.get $i) (i32.const 2))) (local.get $number))
        (local.set $i (i32.add (local.get $i) (i32.const 1)))
        (br $string)))
    (i32.store (i32.const 0) (local.get $size))
    (i32.store (i32.const 4) (local.get $dataEnd))
    (local.get $i))

  ;; Enters the slots at $from .. $end into others.
  (func (export "refill") (param $from i32) (param $end i32) (param $slots i32) (param $mask i32)
    (local $slot i32)
    (loop $next
      (if (i32.load offset=4 (local.get $from))
        (then
          (local.set $slot (i32.shl (i32.load (local.get $from)) (i32.const 4)))
          (loop $probe
            (local.set $slot (i32.and (local.get $slot) (local.get $mask)))
            (if (i32.load offset=4 (i32.add (local.get $slots) (local.get $slot)))
              (then
                (local.set $slot (i32.add (local.get $slot) (i32.const 16)))
                (br $probe))))
          (v128.store (i32.add (local.get $slots) (local.get $slot)) (v128.load (local.get $from)))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end)))))

  ;; Where the bytes of each string end, by numbers.
  (func (export "endsByNumber") (param $from i32) (param $end i32) (param $out i32)
    (local $number i32)
    (loop $next
      (local.set $number (i32.load offset=4 (local.get $from)))
      (if (local.get $number)
        (then
          (i32.store (i32.sub (i32.add (local.get $out) (i32.shl (local.get $number) (i32.const 2))) (i32.const 4))
            (i32.load offset=12 (local.get $from)))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $from) (local.get $end))))))
