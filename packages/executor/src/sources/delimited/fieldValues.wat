;; Values from the texts of one field of many records. `npm run webassembly` makes
;; fieldValuesModule.ts of this file.
;;
;; All functions take a field the same way: $starts and $ends are the addresses of the first record's start and end of
;; the field, $stride bytes on are those of the next record; start and end are positions, $text is added to make addresses
;; of them. An end below 0 stands for ~end of a text with doubled quotes. $faults: 16 bits per record, of which those that
;; are not 0 are passed over. Per record they write a value to $values and one byte to $states: 0 null (empty text, or
;; passed over), 1 a value, 2 undecided: the text may still be a value, as one with spaces around it is unless $spaces is 1.
;; They may read up to 16 bytes past a text.
(module
  ;; From 0 on: 10^0 to 10^22 as doubles; from $powers on: 10^-342 to 10^308 as described at $scaled; from 10608 on: 10^0
  ;; to 10^16 as 64-bit integers.
  (memory (import "delimited" "memory") 1)
  (global $powers i32 (i32.const 192))

  ;; Upper half of the product of two unsigned numbers.
  (func $upper (param $a i64) (param $b i64) (result i64)
    (local $aHigh i64) (local $bHigh i64) (local $middle i64) (local $low i64)
    (local.set $aHigh (i64.shr_u (local.get $a) (i64.const 32)))
    (local.set $bHigh (i64.shr_u (local.get $b) (i64.const 32)))
    (local.set $a (i64.and (local.get $a) (i64.const 0xffffffff)))
    (local.set $b (i64.and (local.get $b) (i64.const 0xffffffff)))
    (local.set $low (i64.mul (local.get $a) (local.get $b)))
    (local.set $middle
      (i64.add (i64.mul (local.get $aHigh) (local.get $b)) (i64.shr_u (local.get $low) (i64.const 32))))
    (local.set $low
      (i64.add (i64.mul (local.get $a) (local.get $bHigh))
        (i64.and (local.get $middle) (i64.const 0xffffffff))))
    (i64.add (i64.mul (local.get $aHigh) (local.get $bHigh))
      (i64.add (i64.shr_u (local.get $middle) (i64.const 32)) (i64.shr_u (local.get $low) (i64.const 32)))))

  ;; The double nearest to $mantissa * 10^$exponent, mantissa > 0, or NaN where this cannot tell (Lemire 2021, "Number
  ;; parsing at a gigabyte per second"). 10^e is kept as the 128 uppermost bits of its binary form, the rest cut off, the
  ;; lower half first. A product with the upper half alone is too small by less than the mantissa: the lower half is used
  ;; only where that could change the 54 bits that matter, and where it could not help either the answer is NaN. So it is
  ;; for what lies in the middle between two doubles, for numbers below the smallest normal one and beyond the greatest.
  (func $scaled (param $mantissa i64) (param $exponent i32) (result f64)
    (local $power i32) (local $zeros i64) (local $binary i64) (local $high i64) (local $low i64) (local $added i64)
    (local $top i64)
    (if (i32.gt_u (i32.add (local.get $exponent) (i32.const 342)) (i32.const 650)) (then (return (f64.const nan))))
    (local.set $power
      (i32.add (global.get $powers)
        (i32.shl (i32.add (local.get $exponent) (i32.const 342)) (i32.const 4))))
    (local.set $zeros (i64.clz (local.get $mantissa)))
    (local.set $mantissa (i64.shl (local.get $mantissa) (local.get $zeros)))
    ;; 217706 / 2^16 is close enough to the binary logarithm of ten for the exponents there are.
    (local.set $binary
      (i64.sub
        (i64.extend_i32_s
          (i32.add (i32.shr_s (i32.mul (local.get $exponent) (i32.const 217706)) (i32.const 16))
            (i32.const 1087)))
        (local.get $zeros)))
    (local.set $low (i64.mul (local.get $mantissa) (i64.load offset=8 (local.get $power))))
    (local.set $high (call $upper (local.get $mantissa) (i64.load offset=8 (local.get $power))))
    (if (i32.and
          (i64.eq (i64.and (local.get $high) (i64.const 0x1ff)) (i64.const 0x1ff))
          (i64.lt_u (i64.add (local.get $low) (local.get $mantissa)) (local.get $mantissa)))
      (then
        (local.set $added (call $upper (local.get $mantissa) (i64.load (local.get $power))))
        (local.set $low (i64.add (local.get $low) (local.get $added)))
        (if (i64.lt_u (local.get $low) (local.get $added))
          (then (local.set $high (i64.add (local.get $high) (i64.const 1)))))
        (if (i32.and
              (i64.eq (i64.and (local.get $high) (i64.const 0x1ff)) (i64.const 0x1ff))
              (i64.eq (local.get $low) (i64.const -1)))
          (then (return (f64.const nan))))))
    ;; The uppermost 54 bits, one more than a double has.
    (local.set $top (i64.shr_u (local.get $high) (i64.const 63)))
    (local.set $binary (i64.sub (local.get $binary) (i64.xor (local.get $top) (i64.const 1))))
    (local.set $mantissa (i64.shr_u (local.get $high) (i64.add (local.get $top) (i64.const 9))))
    (if (i32.and
          (i32.and (i64.eqz (local.get $low)) (i64.eqz (i64.and (local.get $high) (i64.const 0x1ff))))
          (i64.eq (i64.and (local.get $mantissa) (i64.const 3)) (i64.const 1)))
      (then (return (f64.const nan))))
    (local.set $mantissa
      (i64.shr_u
        (i64.add (local.get $mantissa) (i64.and (local.get $mantissa) (i64.const 1)))
        (i64.const 1)))
    (if (i64.ne (i64.shr_u (local.get $mantissa) (i64.const 53)) (i64.const 0))
      (then
        (local.set $mantissa (i64.shr_u (local.get $mantissa) (i64.const 1)))
        (local.set $binary (i64.add (local.get $binary) (i64.const 1)))))
    (if (i64.ge_u (i64.sub (local.get $binary) (i64.const 1)) (i64.const 2046)) (then (return (f64.const nan))))
    (f64.reinterpret_i64
      (i64.or
        (i64.shl (local.get $binary) (i64.const 52))
        (i64.and (local.get $mantissa) (i64.const 0x000fffffffffffff)))))

  ;; First and last byte of a text that are not spaces.
  (func $afterSpaces (param $at i32) (param $end i32) (result i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (if (i32.eq (i32.load8_u (local.get $at)) (i32.const 32))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $next))))))
    (local.get $at))
  (func $beforeSpaces (param $at i32) (param $end i32) (result i32)
    (loop $next
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (if (i32.eq (i32.load8_u (i32.sub (local.get $end) (i32.const 1))) (i32.const 32))
            (then
              (local.set $end (i32.sub (local.get $end) (i32.const 1)))
              (br $next))))))
    (local.get $end))

  ;; Doubles, 8 bytes each. Texts are [sign] digits [. digits] [e [sign] digits]; no functions
  ;; are called for what most of them need, which would take longer than to read them.
  (func (export "doubles")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $spaces i32)
    (local $stop i32) (local $start i32) (local $end i32) (local $state i32) (local $size i32) (local $value f64)
    (local $at i32) (local $negative i32) (local $first i32) (local $point i32) (local $byte i32) (local $digits i32)
    (local $exponent i32) (local $given i32) (local $givenNegative i32) (local $run i32) (local $left i32)
    (local $others i32) (local $mantissa i64) (local $word v128) (local $lanes v128)
    (local.set $stop (i32.add (local.get $states) (local.get $count)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $states) (local.get $stop)))
        (local.set $start (i32.load (local.get $starts)))
        (local.set $end (i32.load (local.get $ends)))
        (local.set $value (f64.const 0))
        (local.set $state (i32.const 0))
        (if (i32.and (i32.eqz (i32.load16_u (local.get $faults))) (i32.ne (local.get $start) (local.get $end)))
          (then
            (local.set $state (i32.const 1))
            (local.set $value (f64.const nan))
            (block $undecided
              (br_if $undecided (i32.lt_s (local.get $end) (i32.const 0)))
              (local.set $at (i32.add (local.get $text) (local.get $start)))
              (local.set $end (i32.add (local.get $text) (local.get $end)))
              (local.set $point (i32.const 0))
              (local.set $mantissa (i64.const 0))
              (local.set $exponent (i32.const 0))
              (local.set $given (i32.const 0))
              (if (i32.or
                    (i32.eq (i32.load8_u (local.get $at)) (i32.const 32))
                    (i32.eq (i32.load8_u (i32.sub (local.get $end) (i32.const 1))) (i32.const 32)))
                (then
                  (br_if $undecided (i32.eqz (local.get $spaces)))
                  (local.set $at (call $afterSpaces (local.get $at) (local.get $end)))
                  (local.set $end (call $beforeSpaces (local.get $at) (local.get $end)))
                  (br_if $undecided (i32.ge_u (local.get $at) (local.get $end)))))
              (local.set $byte (i32.load8_u (local.get $at)))
              (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
              (if (i32.or (local.get $negative) (i32.eq (local.get $byte) (i32.const 43)))
                (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
              (local.set $first (local.get $at))
              (loop $chunk
                (local.set $word (i8x16.sub (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const 48))))
                ;; A bit for every byte that is no digit, and for the first of sixteen that is not of the text.
                (local.set $left (i32.sub (local.get $end) (local.get $at)))
                (local.set $others
                  (i32.or
                    (i8x16.bitmask (i8x16.gt_u (local.get $word) (i8x16.splat (i32.const 9))))
                    (i32.shl (i32.const 1)
                      (select (local.get $left) (i32.const 16) (i32.lt_u (local.get $left) (i32.const 16))))))
                (local.set $run (i32.ctz (local.get $others)))
                (local.set $left (local.get $run))
                (local.set $size (local.get $run))
                (if (i32.eqz (local.get $point))
                  (then
                    (local.set $point (i32.add (i32.add (local.get $at) (local.get $run)) (i32.const 1)))
                    (if (i32.and
                          (i32.eq (i32.load8_u (i32.sub (local.get $point) (i32.const 1))) (i32.const 46))
                          (i32.and
                            (i32.lt_u (local.get $run) (i32.const 16))
                            (i32.le_u (local.get $point) (local.get $end))))
                      (then
                        (local.set $others (i32.and (local.get $others) (i32.sub (local.get $others) (i32.const 1))))
                        (local.set $run (i32.ctz (local.get $others)))
                        (local.set $size (i32.sub (local.get $run) (i32.const 1))))
                      (else (local.set $point (i32.const 0))))))
                ;; The number of $size digits, those from 0 on without the one at $left: zeros are put in front, then pairs, fours
                ;; and eights are put together.
                (local.set $lanes
                  (i8x16.add
                    (v128.const i8x16 -16 -15 -14 -13 -12 -11 -10 -9 -8 -7 -6 -5 -4 -3 -2 -1)
                    (i8x16.splat (local.get $size))))
                (local.set $word
                  (i8x16.swizzle (local.get $word)
                    (i8x16.sub (local.get $lanes) (i8x16.ge_s (local.get $lanes) (i8x16.splat (local.get $left))))))
                (local.set $word
                  (i32x4.dot_i16x8_s
                    (i16x8.add
                      (i16x8.mul (v128.and (local.get $word) (v128.const i16x8 255 255 255 255 255 255 255 255))
                        (v128.const i16x8 10 10 10 10 10 10 10 10))
                      (i16x8.shr_u (local.get $word) (i32.const 8)))
                    (v128.const i16x8 100 1 100 1 100 1 100 1)))
                (local.set $word
                  (i32x4.dot_i16x8_s
                    (i16x8.narrow_i32x4_s (local.get $word) (local.get $word))
                    (v128.const i16x8 10000 1 10000 1 10000 1 10000 1)))
                (local.set $mantissa
                  (i64.add
                    (i64.mul (local.get $mantissa)
                      (i64.load offset=10608 (i32.shl (local.get $size) (i32.const 3))))
                    (i64.add
                      (i64.mul (i64.extend_i32_u (i32x4.extract_lane 0 (local.get $word))) (i64.const 100000000))
                      (i64.extend_i32_u (i32x4.extract_lane 1 (local.get $word))))))
                (local.set $at (i32.add (local.get $at) (local.get $run)))
                (br_if $chunk (i32.eq (local.get $run) (i32.const 16))))
              (local.set $digits (i32.sub (local.get $at) (local.get $first)))
              (if (local.get $point)
                (then
                  (local.set $digits (i32.sub (local.get $digits) (i32.const 1)))
                  (local.set $exponent (i32.sub (local.get $point) (local.get $at)))))
              (br_if $undecided (i32.eqz (local.get $digits)))
              ;; 19 digits fit into the mantissa; zeros in front take no room.
              (if (i32.gt_u (local.get $digits) (i32.const 19))
                (then
                  (loop $zero
                    (local.set $byte (i32.load8_u (local.get $first)))
                    (local.set $first (i32.add (local.get $first) (i32.const 1)))
                    (local.set $digits (i32.sub (local.get $digits) (i32.eq (local.get $byte) (i32.const 48))))
                    (br_if $zero
                      (i32.and
                        (i32.lt_u (local.get $first) (local.get $at))
                        (i32.or
                          (i32.eq (local.get $byte) (i32.const 46))
                          (i32.eq (local.get $byte) (i32.const 48))))))
                  (br_if $undecided (i32.gt_u (local.get $digits) (i32.const 19)))))
              (if (i32.lt_u (local.get $at) (local.get $end))
                (then
                  (br_if $undecided (i32.ne (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 101)))
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  (local.set $byte (i32.load8_u (local.get $at)))
                  (local.set $givenNegative (i32.eq (local.get $byte) (i32.const 45)))
                  (if (i32.or (local.get $givenNegative) (i32.eq (local.get $byte) (i32.const 43)))
                    (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
                  ;; One to four digits.
                  (br_if $undecided (i32.gt_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (i32.const 3)))
                  (loop $digit
                    (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
                    (br_if $undecided (i32.gt_u (local.get $byte) (i32.const 9)))
                    (local.set $given (i32.add (i32.mul (local.get $given) (i32.const 10)) (local.get $byte)))
                    (local.set $at (i32.add (local.get $at) (i32.const 1)))
                    (br_if $digit (i32.lt_u (local.get $at) (local.get $end))))
                  (local.set $exponent
                    (i32.add (local.get $exponent)
                      (select (i32.sub (i32.const 0) (local.get $given)) (local.get $given) (local.get $givenNegative))))))
              ;; A mantissa and a power of ten that are exact give the nearest double by one operation (Clinger 1990).
              (if (i32.and
                    (i64.le_u (local.get $mantissa) (i64.const 0x20000000000000))
                    (i32.le_u (i32.add (local.get $exponent) (i32.const 22)) (i32.const 44)))
                (then
                  (local.set $value (f64.convert_i64_s (local.get $mantissa)))
                  (if (i32.lt_s (local.get $exponent) (i32.const 0))
                    (then
                      (local.set $value
                        (f64.div (local.get $value)
                          (f64.load (i32.shl (i32.sub (i32.const 0) (local.get $exponent)) (i32.const 3))))))
                    (else
                      (local.set $value
                        (f64.mul (local.get $value) (f64.load (i32.shl (local.get $exponent) (i32.const 3))))))))
                (else
                  (if (i64.ne (local.get $mantissa) (i64.const 0))
                    (then (local.set $value (call $scaled (local.get $mantissa) (local.get $exponent)))))))
              (if (local.get $negative) (then (local.set $value (f64.neg (local.get $value))))))
            (if (f64.ne (local.get $value) (local.get $value))
              (then
                (local.set $state (i32.const 2))
                (local.set $value (f64.const 0))))))
        (f64.store (local.get $values) (local.get $value))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $values (i32.add (local.get $values) (i32.const 8)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next))))

  ;; Integers of up to $digits (at most 18) digits that are >= -$limit and < $limit, of $width bytes: 4 or 8.
  (func (export "integers")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $spaces i32) (param $width i32) (param $digits i32) (param $limit i64)
    (local $stop i32) (local $at i32) (local $end i32) (local $state i32) (local $value i64)
    (local $byte i32) (local $negative i32) (local $left i32) (local $word v128)
    (local.set $stop (i32.add (local.get $states) (local.get $count)))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $states) (local.get $stop)))
        (local.set $at (i32.load (local.get $starts)))
        (local.set $end (i32.load (local.get $ends)))
        (local.set $value (i64.const 0))
        (local.set $state (i32.const 0))
        (if (i32.and (i32.eqz (i32.load16_u (local.get $faults))) (i32.ne (local.get $at) (local.get $end)))
          (then
            (local.set $state (i32.const 2))
            (block $read
              (br_if $read (i32.lt_s (local.get $end) (i32.const 0)))
              (local.set $end (i32.add (local.get $text) (local.get $end)))
              (local.set $at (i32.add (local.get $text) (local.get $at)))
              (if (i32.or
                    (i32.eq (i32.load8_u (local.get $at)) (i32.const 32))
                    (i32.eq (i32.load8_u (i32.sub (local.get $end) (i32.const 1))) (i32.const 32)))
                (then
                  (br_if $read (i32.eqz (local.get $spaces)))
                  (local.set $at (call $afterSpaces (local.get $at) (local.get $end)))
                  (local.set $end (call $beforeSpaces (local.get $at) (local.get $end)))
                  (br_if $read (i32.ge_u (local.get $at) (local.get $end)))))
              (local.set $byte (i32.load8_u (local.get $at)))
              (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
              (if (i32.or (local.get $negative) (i32.eq (local.get $byte) (i32.const 43)))
                (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
              ;; At least one digit: no digits are, less one, more than any number of them.
              (br_if $read
                (i32.ge_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (local.get $digits)))
              (loop $sixteen
                (local.set $word (i8x16.sub (v128.load align=1 (local.get $at)) (i8x16.splat (i32.const 48))))
                (local.set $left (i32.sub (local.get $end) (local.get $at)))
                (if (i32.gt_u (local.get $left) (i32.const 16)) (then (local.set $left (i32.const 16))))
                (br_if $read
                  (i32.and
                    (i8x16.bitmask (i8x16.gt_u (local.get $word) (i8x16.splat (i32.const 9))))
                    (i32.sub (i32.shl (i32.const 1) (local.get $left)) (i32.const 1))))
                ;; As above, with no byte left out.
                (local.set $word
                  (i8x16.swizzle (local.get $word)
                    (i8x16.add
                      (v128.const i8x16 -16 -15 -14 -13 -12 -11 -10 -9 -8 -7 -6 -5 -4 -3 -2 -1)
                      (i8x16.splat (local.get $left)))))
                (local.set $word
                  (i32x4.dot_i16x8_s
                    (i16x8.add
                      (i16x8.mul (v128.and (local.get $word) (v128.const i16x8 255 255 255 255 255 255 255 255))
                        (v128.const i16x8 10 10 10 10 10 10 10 10))
                      (i16x8.shr_u (local.get $word) (i32.const 8)))
                    (v128.const i16x8 100 1 100 1 100 1 100 1)))
                (local.set $word
                  (i32x4.dot_i16x8_s
                    (i16x8.narrow_i32x4_s (local.get $word) (local.get $word))
                    (v128.const i16x8 10000 1 10000 1 10000 1 10000 1)))
                (local.set $value
                  (i64.add
                    (i64.mul (local.get $value)
                      (i64.load offset=10608 (i32.shl (local.get $left) (i32.const 3))))
                    (i64.add
                      (i64.mul (i64.extend_i32_u (i32x4.extract_lane 0 (local.get $word))) (i64.const 100000000))
                      (i64.extend_i32_u (i32x4.extract_lane 1 (local.get $word))))))
                (local.set $at (i32.add (local.get $at) (local.get $left)))
                (br_if $sixteen (i32.lt_u (local.get $at) (local.get $end))))
              (if (local.get $negative)
                (then (local.set $value (i64.sub (i64.const 0) (local.get $value)))))
              (br_if $read (i64.ge_s (local.get $value) (local.get $limit)))
              (br_if $read (i64.lt_s (local.get $value) (i64.sub (i64.const 0) (local.get $limit))))
              (local.set $state (i32.const 1)))
            (if (i32.eq (local.get $state) (i32.const 2))
              (then (local.set $value (i64.const 0))))))
        (if (i32.eq (local.get $width) (i32.const 8))
          (then (i64.store (local.get $values) (local.get $value)))
          (else (i64.store32 (local.get $values) (local.get $value))))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $values (i32.add (local.get $values) (local.get $width)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))))
