;; Values from the texts of one field of many records. `npm run webassembly -w @graticule/executor` makes
;; fieldValuesModule.ts of this file.
;;
;; All functions take a field the same way: $starts and $ends are the addresses of the first record's start and end of
;; the field, $stride bytes on are those of the next record; start and end are positions, $text is added to make addresses
;; of them. An end below 0 stands for ~end of a text with doubled quotes. $faults: 16 bits per record, of which those that
;; are not 0 are passed over. Per record they write a value to $values and one byte to $states: 0 null (empty text, or
;; passed over), 1 a value, 2 undecided: the text may still be a value. They may read up to 16 bytes past a text.
(module
  ;; From 0 on: 10^0 to 10^22 as doubles; from $powers on: 10^-342 to 10^308 as described at $scaled.
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

  ;; Whether eight bytes are digits: the upper half of each is 3, and still is with 6 added.
  (func $allDigits (param $word i64) (result i32)
    (i64.eq
      (i64.or
        (i64.and (local.get $word) (i64.const 0xf0f0f0f0f0f0f0f0))
        (i64.shr_u
          (i64.and (i64.add (local.get $word) (i64.const 0x0606060606060606)) (i64.const 0xf0f0f0f0f0f0f0f0))
          (i64.const 4)))
      (i64.const 0x3333333333333333)))

  ;; The number of eight digits, the first in the lowest byte: pairs, then fours, then all are put together.
  (func $eightDigits (param $word i64) (result i64)
    (local.set $word (i64.and (local.get $word) (i64.const 0x0f0f0f0f0f0f0f0f)))
    (local.set $word
      (i64.and
        (i64.add (i64.mul (local.get $word) (i64.const 10)) (i64.shr_u (local.get $word) (i64.const 8)))
        (i64.const 0x00ff00ff00ff00ff)))
    (local.set $word
      (i64.and
        (i64.add (i64.mul (local.get $word) (i64.const 100)) (i64.shr_u (local.get $word) (i64.const 16)))
        (i64.const 0x0000ffff0000ffff)))
    (i64.and
      (i64.add (i64.mul (local.get $word) (i64.const 10000)) (i64.shr_u (local.get $word) (i64.const 32)))
      (i64.const 0xffffffff)))

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

  ;; The double nearest to the text; NaN: undecided. Texts are [sign] digits [. digits] [e [sign] digits].
  (func $double (param $at i32) (param $end i32) (result f64)
    (local $negative i32) (local $first i32) (local $point i32) (local $byte i32) (local $digits i32)
    (local $exponent i32) (local $given i32) (local $givenNegative i32) (local $givenAt i32) (local $word i64)
    (local $mantissa i64) (local $value f64)
    (local.set $at (call $afterSpaces (local.get $at) (local.get $end)))
    (local.set $end (call $beforeSpaces (local.get $at) (local.get $end)))
    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (f64.const nan))))
    (local.set $byte (i32.load8_u (local.get $at)))
    (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
    (if (i32.or (local.get $negative) (i32.eq (local.get $byte) (i32.const 43)))
      (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
    (local.set $first (local.get $at))
    (block $read
      (loop $next
        (if (i32.ge_s (i32.sub (local.get $end) (local.get $at)) (i32.const 8))
          (then
            (local.set $word (i64.load align=1 (local.get $at)))
            (if (call $allDigits (local.get $word))
              (then
                (local.set $mantissa
                  (i64.add (i64.mul (local.get $mantissa) (i64.const 100000000))
                    (call $eightDigits (local.get $word))))
                (local.set $at (i32.add (local.get $at) (i32.const 8)))
                (br $next)))))
        (loop $byByte
          (br_if $read (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (if (i32.lt_u (local.get $byte) (i32.const 10))
            (then
              (local.set $mantissa
                (i64.add (i64.mul (local.get $mantissa) (i64.const 10))
                  (i64.extend_i32_u (local.get $byte))))
              (local.set $at (i32.add (local.get $at) (i32.const 1)))
              (br $byByte))))
        ;; After the point eight at a time are worth another look.
        (if (i32.and (i32.eq (local.get $byte) (i32.const -2)) (i32.eqz (local.get $point)))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (local.set $point (local.get $at))
            (br $next)))))
    (local.set $digits (i32.sub (local.get $at) (local.get $first)))
    (if (local.get $point)
      (then
        (local.set $digits (i32.sub (local.get $digits) (i32.const 1)))
        (local.set $exponent (i32.sub (local.get $point) (local.get $at)))))
    (if (i32.eqz (local.get $digits)) (then (return (f64.const nan))))
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
        (if (i32.gt_u (local.get $digits) (i32.const 19)) (then (return (f64.const nan))))))
    (if (i32.lt_u (local.get $at) (local.get $end))
      (then
        (if (i32.ne (i32.or (i32.load8_u (local.get $at)) (i32.const 32)) (i32.const 101))
          (then (return (f64.const nan))))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $givenNegative (i32.eq (local.get $byte) (i32.const 45)))
        (if (i32.or (local.get $givenNegative) (i32.eq (local.get $byte) (i32.const 43)))
          (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
        ;; One to four digits.
        (if (i32.gt_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (i32.const 3))
          (then (return (f64.const nan))))
        (loop $digit
          (local.set $byte (i32.sub (i32.load8_u (local.get $at)) (i32.const 48)))
          (if (i32.gt_u (local.get $byte) (i32.const 9)) (then (return (f64.const nan))))
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
    (select (f64.neg (local.get $value)) (local.get $value) (local.get $negative)))

  ;; Doubles, 8 bytes each. Returns how many are undecided.
  (func (export "doubles")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (result i32)
    (local $stop i32) (local $start i32) (local $end i32) (local $state i32) (local $undecided i32) (local $value f64)
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
            (local.set $value (f64.const nan))
            (if (i32.ge_s (local.get $end) (i32.const 0))
              (then
                (local.set $value
                  (call $double
                    (i32.add (local.get $text) (local.get $start))
                    (i32.add (local.get $text) (local.get $end))))))
            (local.set $state (i32.const 1))
            (if (f64.ne (local.get $value) (local.get $value))
              (then
                (local.set $state (i32.const 2))
                (local.set $value (f64.const 0))
                (local.set $undecided (i32.add (local.get $undecided) (i32.const 1)))))))
        (f64.store (local.get $values) (local.get $value))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $values (i32.add (local.get $values) (i32.const 8)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))
    (local.get $undecided))

  ;; Integers of up to $digits (at most 18) digits that are >= -$limit and < $limit, of $width bytes: 4 or 8. Returns how many are undecided.
  (func (export "integers")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $width i32) (param $digits i32) (param $limit i64) (result i32)
    (local $stop i32) (local $at i32) (local $end i32) (local $state i32) (local $undecided i32) (local $value i64)
    (local $byte i32) (local $negative i32) (local $word i64) (local $bits i64)
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
              (local.set $at
                (call $afterSpaces (i32.add (local.get $text) (local.get $at)) (local.get $end)))
              (local.set $end (call $beforeSpaces (local.get $at) (local.get $end)))
              (br_if $read (i32.ge_u (local.get $at) (local.get $end)))
              (local.set $byte (i32.load8_u (local.get $at)))
              (local.set $negative (i32.eq (local.get $byte) (i32.const 45)))
              (if (i32.or (local.get $negative) (i32.eq (local.get $byte) (i32.const 43)))
                (then (local.set $at (i32.add (local.get $at) (i32.const 1)))))
              ;; At least one digit: no digits are, less one, more than any number of them.
              (br_if $read
                (i32.ge_u (i32.sub (i32.sub (local.get $end) (local.get $at)) (i32.const 1)) (local.get $digits)))
              ;; First what is left over by eights, zeros put in front; no loop whose length the processor has to guess.
              (local.set $byte (i32.and (i32.sub (local.get $end) (local.get $at)) (i32.const 7)))
              (if (local.get $byte)
                (then
                  (local.set $bits (i64.extend_i32_u (i32.shl (local.get $byte) (i32.const 3))))
                  (local.set $word
                    (i64.or
                      (i64.shl (i64.load align=1 (local.get $at)) (i64.sub (i64.const 64) (local.get $bits)))
                      (i64.shr_u (i64.const 0x3030303030303030) (local.get $bits))))
                  (br_if $read (i32.eqz (call $allDigits (local.get $word))))
                  (local.set $value (call $eightDigits (local.get $word)))
                  (local.set $at (i32.add (local.get $at) (local.get $byte)))))
              (loop $eight
                (if (i32.lt_u (local.get $at) (local.get $end))
                  (then
                    (local.set $word (i64.load align=1 (local.get $at)))
                    (br_if $read (i32.eqz (call $allDigits (local.get $word))))
                    (local.set $value
                      (i64.add (i64.mul (local.get $value) (i64.const 100000000))
                        (call $eightDigits (local.get $word))))
                    (local.set $at (i32.add (local.get $at) (i32.const 8)))
                    (br $eight))))
              (if (local.get $negative)
                (then (local.set $value (i64.sub (i64.const 0) (local.get $value)))))
              (br_if $read (i64.ge_s (local.get $value) (local.get $limit)))
              (br_if $read (i64.lt_s (local.get $value) (i64.sub (i64.const 0) (local.get $limit))))
              (local.set $state (i32.const 1)))
            (if (i32.eq (local.get $state) (i32.const 2))
              (then
                (local.set $value (i64.const 0))
                (local.set $undecided (i32.add (local.get $undecided) (i32.const 1)))))))
        (if (i32.eq (local.get $width) (i32.const 8))
          (then (i64.store (local.get $values) (local.get $value)))
          (else (i64.store32 (local.get $values) (local.get $value))))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $values (i32.add (local.get $values) (local.get $width)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))
    (local.get $undecided))

  ;; All texts one behind the other from $values on, doubled quotes as one; to $offsets where each begins, counted from
  ;; there, and after the last where it ends. Returns the bytes of all. None is undecided. Writes up to 16 bytes too much.
  (func (export "strings")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $offsets i32) (result i32)
    (local $stop i32) (local $at i32) (local $end i32) (local $state i32) (local $to i32) (local $quote i32)
    (local $byte i32)
    (local.set $stop (i32.add (local.get $states) (local.get $count)))
    (local.set $to (local.get $values))
    (block $done
      (loop $next
        (i32.store (local.get $offsets) (i32.sub (local.get $to) (local.get $values)))
        (br_if $done (i32.ge_u (local.get $states) (local.get $stop)))
        (local.set $at (i32.load (local.get $starts)))
        (local.set $end (i32.load (local.get $ends)))
        (local.set $state (i32.const 0))
        (if (i32.and (i32.eqz (i32.load16_u (local.get $faults))) (i32.ne (local.get $at) (local.get $end)))
          (then
            (local.set $state (i32.const 1))
            (local.set $at (i32.add (local.get $text) (local.get $at)))
            (if (i32.ge_s (local.get $end) (i32.const 0))
              (then
                (local.set $end (i32.sub (i32.add (local.get $text) (local.get $end)) (local.get $at)))
                (v128.store align=1 (local.get $to) (v128.load align=1 (local.get $at)))
                (if (i32.gt_u (local.get $end) (i32.const 16))
                  (then (memory.copy (local.get $to) (local.get $at) (local.get $end))))
                (local.set $to (i32.add (local.get $to) (local.get $end))))
              (else
                ;; Before the text stands its quote; of two of them the first is left out.
                (local.set $end (i32.add (local.get $text) (i32.xor (local.get $end) (i32.const -1))))
                (local.set $quote (i32.load8_u (i32.sub (local.get $at) (i32.const 1))))
                (loop $copy
                  (local.set $byte (i32.load8_u (local.get $at)))
                  (local.set $at
                    (i32.add (local.get $at)
                      (i32.add (i32.const 1) (i32.eq (local.get $byte) (local.get $quote)))))
                  (i32.store8 (local.get $to) (local.get $byte))
                  (local.set $to (i32.add (local.get $to) (i32.const 1)))
                  (br_if $copy (i32.lt_u (local.get $at) (local.get $end))))))))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $offsets (i32.add (local.get $offsets) (i32.const 4)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))
    (i32.sub (local.get $to) (local.get $values))))
