;; Decoding of the values of Parquet pages. WebAssembly because packed numbers lie at odd bits, which here are taken out
;; four at a time, and because a page lies in this memory anyway once Snappy has been unpacked: it is decoded where it is.
;; Nothing here may read or write outside of what the caller says and its room of 128 bytes behind it.
;; `npm run webassembly` makes pageDecoderModule.ts of this file.
(module
  (memory (import "thread" "memory") 1)

  ;; $count numbers of $width bits (0 to 32), least significant bit first, to $out, 4 bytes each. Returns the largest.
  (func $unpack (export "unpack") (param $at i32) (param $width i32) (param $count i32) (param $out i32) (result i32)
    (local $half i32) (local $bits v128) (local $bytes0 v128) (local $bytes1 v128) (local $factor0 v128)
    (local $factor1 v128) (local $mask v128) (local $values v128) (local $largest v128) (local $stop i32)
    (local $bit i32) (local $end i32) (local $value i32) (local $most i32)
    ;; Of eight numbers, $width bytes, four begin at byte 0 and four at $half, there at bit 0 or 4. The four bytes with a
    ;; number become a word, in which a multiplication moves it to bit 7 and what is above out: 25 bits fit.
    (if (i32.le_u (local.get $width) (i32.const 25))
      (then
        (local.set $half (i32.shr_u (local.get $width) (i32.const 1)))
        (local.set $mask
          (i32x4.splat (i32.sub (i32.shl (i32.const 1) (local.get $width)) (i32.const 1))))
        (local.set $bits (i32x4.mul (i32x4.splat (local.get $width)) (v128.const i32x4 0 1 2 3)))
        (local.set $bytes0 (call $bytesAt (local.get $bits)))
        (local.set $factor0 (call $factorFor (local.get $bits)))
        (local.set $bits
          (i32x4.add (local.get $bits)
            (i32x4.splat (i32.and (i32.shl (local.get $width) (i32.const 2)) (i32.const 7)))))
        (local.set $bytes1 (call $bytesAt (local.get $bits)))
        (local.set $factor1 (call $factorFor (local.get $bits)))
        (local.set $stop
          (i32.add (local.get $out) (i32.shl (i32.and (local.get $count) (i32.const -8)) (i32.const 2))))
        (if (i32.lt_u (local.get $out) (local.get $stop))
          (then
            (loop $group
              (local.set $values
                (v128.and (local.get $mask)
                  (i32x4.shr_u
                    (i32x4.mul (i8x16.swizzle (v128.load align=1 (local.get $at)) (local.get $bytes0))
                      (local.get $factor0))
                    (i32.const 7))))
              (v128.store align=4 (local.get $out) (local.get $values))
              (local.set $largest (i32x4.max_u (local.get $largest) (local.get $values)))
              (local.set $values
                (v128.and (local.get $mask)
                  (i32x4.shr_u
                    (i32x4.mul
                      (i8x16.swizzle (v128.load align=1 (i32.add (local.get $at) (local.get $half)))
                        (local.get $bytes1))
                      (local.get $factor1))
                    (i32.const 7))))
              (v128.store offset=16 align=4 (local.get $out) (local.get $values))
              (local.set $largest (i32x4.max_u (local.get $largest) (local.get $values)))
              (local.set $at (i32.add (local.get $at) (local.get $width)))
              (local.set $out (i32.add (local.get $out) (i32.const 32)))
              (br_if $group (i32.lt_u (local.get $out) (local.get $stop))))))
        (local.set $count (i32.and (local.get $count) (i32.const 7)))))
    ;; Wider numbers, and those of the last group when it is not whole: one after the other.
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (loop $number
        (br_if $done (i32.ge_u (local.get $out) (local.get $stop)))
        (local.set $value
          (i32.wrap_i64
            (i64.and
              (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (local.get $width))) (i64.const 1))
              (i64.shr_u
                (i64.load align=1 (i32.add (local.get $at) (i32.shr_u (local.get $bit) (i32.const 3))))
                (i64.extend_i32_u (i32.and (local.get $bit) (i32.const 7)))))))
        (i32.store (local.get $out) (local.get $value))
        (if (i32.gt_u (local.get $value) (local.get $most)) (then (local.set $most (local.get $value))))
        (local.set $bit (i32.add (local.get $bit) (local.get $width)))
        (if (i32.ge_u (local.get $bit) (i32.const 256))
          (then
            (local.set $at (i32.add (local.get $at) (i32.const 32)))
            (local.set $bit (i32.sub (local.get $bit) (i32.const 256)))))
        (local.set $out (i32.add (local.get $out) (i32.const 4)))
        (br $number)))
    (local.set $largest
      (i32x4.max_u (local.get $largest)
        (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 (local.get $largest) (local.get $largest))))
    (local.set $largest
      (i32x4.max_u (local.get $largest)
        (i8x16.shuffle 4 5 6 7 0 1 2 3 12 13 14 15 8 9 10 11 (local.get $largest) (local.get $largest))))
    (local.set $value (i32x4.extract_lane 0 (local.get $largest)))
    (select (local.get $value) (local.get $most) (i32.gt_u (local.get $value) (local.get $most))))

  ;; For each of four places in bits the numbers of the byte that it is in and of the three behind it.
  (func $bytesAt (param $bits v128) (result v128)
    (i32x4.add (v128.const i32x4 0x03020100 0x03020100 0x03020100 0x03020100)
      (i32x4.mul (v128.const i32x4 0x01010101 0x01010101 0x01010101 0x01010101)
        (i32x4.shr_u (local.get $bits) (i32.const 3)))))

  ;; For each of four places the power of two that moves its bit of a byte to bit 7: 7 minus the bit, as the exponent of a
  ;; floating-point number.
  (func $factorFor (param $bits v128) (result v128)
    (i32x4.trunc_sat_f32x4_u
      (i32x4.shl
        (i32x4.sub (v128.const i32x4 134 134 134 134)
          (v128.and (local.get $bits) (v128.const i32x4 7 7 7 7)))
        (i32.const 23))))

  ;; $count numbers of $width bits in runs (see hybridRuns.ts) at $at .. $end to $out, 4 bytes each. Returns how many bytes
  ;; they take, or what is wrong: -1 the length of a run is cut off, -2 packed numbers are, -3 a run is or is empty, -4 the
  ;; number of a run is $limit or more (it then is at $out), -5 a packed one is.
  (func (export "runs") (param $at i32) (param $end i32) (param $width i32) (param $count i32) (param $limit i32)
    (param $out i32) (result i32)
    (local $start i32) (local $to i32) (local $stop i32) (local $header i64) (local $shift i64) (local $byte i32)
    (local $length i64) (local $filled i32) (local $value i32) (local $values v128)
    (local.set $start (local.get $at))
    (local.set $to (local.get $out))
    (local.set $stop (i32.add (local.get $out) (i32.shl (local.get $count) (i32.const 2))))
    (loop $run
      (if (i32.ge_u (local.get $to) (local.get $stop))
        (then (return (i32.sub (local.get $at) (local.get $start)))))
      ;; At most five bytes, seven bits in each.
      (local.set $header (i64.const 0))
      (local.set $shift (i64.const 0))
      (loop $more
        (if (i32.or (i32.ge_u (local.get $at) (local.get $end)) (i64.eq (local.get $shift) (i64.const 35)))
          (then (return (i32.const -1))))
        (local.set $byte (i32.load8_u (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 1)))
        (local.set $header
          (i64.or (local.get $header)
            (i64.shl (i64.extend_i32_u (i32.and (local.get $byte) (i32.const 127))) (local.get $shift))))
        (local.set $shift (i64.add (local.get $shift) (i64.const 7)))
        (br_if $more (i32.ge_u (local.get $byte) (i32.const 128))))
      (local.set $length
        (i64.extend_i32_u (i32.shr_u (i32.sub (local.get $stop) (local.get $to)) (i32.const 2))))
      (if (i64.eqz (i64.and (local.get $header) (i64.const 1)))
        (then
          ;; One number, as often as the header says.
          (local.set $header (i64.shr_u (local.get $header) (i64.const 1)))
          (if (i64.lt_u (local.get $header) (local.get $length)) (then (local.set $length (local.get $header))))
          (local.set $byte (i32.shr_u (i32.add (local.get $width) (i32.const 7)) (i32.const 3)))
          (if (i32.or (i64.eqz (local.get $length))
              (i32.gt_u (local.get $byte) (i32.sub (local.get $end) (local.get $at))))
            (then (return (i32.const -3))))
          (local.set $value
            (i32.wrap_i64
              (i64.and (i64.load align=1 (local.get $at))
                (i64.sub (i64.shl (i64.const 1) (i64.extend_i32_u (i32.shl (local.get $byte) (i32.const 3))))
                  (i64.const 1)))))
          (if (i32.ge_u (local.get $value) (local.get $limit))
            (then (i32.store (local.get $out) (local.get $value)) (return (i32.const -4))))
          (local.set $at (i32.add (local.get $at) (local.get $byte)))
          (local.set $filled (local.get $to))
          (local.set $to
            (i32.add (local.get $to) (i32.shl (i32.wrap_i64 (local.get $length)) (i32.const 2))))
          (local.set $values (i32x4.splat (local.get $value)))
          (loop $fill
            (v128.store align=4 (local.get $filled) (local.get $values))
            (local.set $filled (i32.add (local.get $filled) (i32.const 16)))
            (br_if $fill (i32.lt_u (local.get $filled) (local.get $to))))
          (br $run)))
      ;; Groups of eight packed numbers. The last group may lack those that are not wanted.
      (local.set $header (i64.shr_u (local.get $header) (i64.const 1)))
      (if (i64.lt_u (i64.shl (local.get $header) (i64.const 3)) (local.get $length))
        (then (local.set $length (i64.shl (local.get $header) (i64.const 3)))))
      (if (i64.gt_u
          (i64.shr_u
            (i64.add (i64.mul (local.get $length) (i64.extend_i32_u (local.get $width))) (i64.const 7))
            (i64.const 3))
          (i64.extend_i32_u (i32.sub (local.get $end) (local.get $at))))
        (then (return (i32.const -2))))
      (if (i32.ge_u
          (call $unpack (local.get $at) (local.get $width) (i32.wrap_i64 (local.get $length)) (local.get $to))
          (local.get $limit))
        (then (return (i32.const -5))))
      (local.set $to
        (i32.add (local.get $to) (i32.shl (i32.wrap_i64 (local.get $length)) (i32.const 2))))
      (local.set $header (i64.mul (local.get $header) (i64.extend_i32_u (local.get $width))))
      (local.set $at
        (select (local.get $end)
          (i32.add (local.get $at) (i32.wrap_i64 (local.get $header)))
          (i64.gt_u (local.get $header) (i64.extend_i32_u (i32.sub (local.get $end) (local.get $at))))))
      (br $run))
    (unreachable))

  ;; The lowest byte of $count numbers of 4 bytes to $out.
  (func (export "narrow") (param $at i32) (param $count i32) (param $out i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $out) (local.get $count)))
    (block $done
      (loop $number
        (br_if $done (i32.ge_u (local.get $out) (local.get $stop)))
        (i32.store8 (local.get $out) (i32.load (local.get $at)))
        (local.set $at (i32.add (local.get $at) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (i32.const 1)))
        (br $number))))

  ;; The entries, $width bytes each from $entries on, that $count codes of 4 bytes are the numbers of.
  (func (export "lookUp") (param $codes i32) (param $count i32) (param $entries i32) (param $width i32) (param $out i32)
    (local $stop i32)
    (local.set $stop (i32.add (local.get $codes) (i32.shl (local.get $count) (i32.const 2))))
    (block $done
      (if (i32.eq (local.get $width) (i32.const 8))
        (then
          (loop $eight
            (br_if $done (i32.ge_u (local.get $codes) (local.get $stop)))
            (i64.store (local.get $out)
              (i64.load (i32.add (local.get $entries) (i32.shl (i32.load (local.get $codes)) (i32.const 3)))))
            (local.set $codes (i32.add (local.get $codes) (i32.const 4)))
            (local.set $out (i32.add (local.get $out) (i32.const 8)))
            (br $eight))))
      (if (i32.eq (local.get $width) (i32.const 4))
        (then
          (loop $four
            (br_if $done (i32.ge_u (local.get $codes) (local.get $stop)))
            (i32.store (local.get $out)
              (i32.load (i32.add (local.get $entries) (i32.shl (i32.load (local.get $codes)) (i32.const 2)))))
            (local.set $codes (i32.add (local.get $codes) (i32.const 4)))
            (local.set $out (i32.add (local.get $out) (i32.const 4)))
            (br $four))))
      (loop $any
        (br_if $done (i32.ge_u (local.get $codes) (local.get $stop)))
        (memory.copy (local.get $out)
          (i32.add (local.get $entries) (i32.mul (i32.load (local.get $codes)) (local.get $width)))
          (local.get $width))
        (local.set $codes (i32.add (local.get $codes) (i32.const 4)))
        (local.set $out (i32.add (local.get $out) (local.get $width)))
        (br $any))))

  ;; Values of $width bytes, one after another from $from on, to those of $slots slots from $out on whose bit is set; the
  ;; other slots get zeros. The first slot has bit $bit of the byte at $bits. Slots are filled in eights: there is room for
  ;; seven more. Returns where the next value is.
  (func (export "spread") (param $from i32) (param $bits i32) (param $bit i32) (param $slots i32) (param $width i32)
    (param $out i32) (result i32)
    (local $end i32) (local $valid i32) (local $k i32) (local $one i32)
    (local.set $end
      (i32.add (local.get $bits) (i32.shr_u (i32.add (local.get $slots) (i32.const 7)) (i32.const 3))))
    (block $done
      (loop $slots8
        (br_if $done (i32.ge_u (local.get $bits) (local.get $end)))
        (local.set $valid
          (i32.and (i32.shr_u (i32.load16_u align=1 (local.get $bits)) (local.get $bit)) (i32.const 255)))
        (local.set $bits (i32.add (local.get $bits) (i32.const 1)))
        (if (i32.eq (local.get $width) (i32.const 8))
          (then
            (if (i32.eq (local.get $valid) (i32.const 255))
              (then
                (v128.store align=8 (local.get $out) (v128.load align=1 (local.get $from)))
                (v128.store offset=16 align=8 (local.get $out) (v128.load offset=16 align=1 (local.get $from)))
                (v128.store offset=32 align=8 (local.get $out) (v128.load offset=32 align=1 (local.get $from)))
                (v128.store offset=48 align=8 (local.get $out) (v128.load offset=48 align=1 (local.get $from)))
                (local.set $from (i32.add (local.get $from) (i32.const 64)))
                (local.set $out (i32.add (local.get $out) (i32.const 64)))
                (br $slots8)))
            ;; A bit above the eight shows when they are used up.
            (local.set $valid (i32.or (local.get $valid) (i32.const 256)))
            (loop $two8
              (local.set $one (i32.and (local.get $valid) (i32.const 1)))
              (i64.store (local.get $out)
                (i64.and (i64.load align=1 (local.get $from)) (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $one)))))
              (local.set $from (i32.add (local.get $from) (i32.shl (local.get $one) (i32.const 3))))
              (local.set $one (i32.and (i32.shr_u (local.get $valid) (i32.const 1)) (i32.const 1)))
              (i64.store offset=8 (local.get $out)
                (i64.and (i64.load align=1 (local.get $from)) (i64.sub (i64.const 0) (i64.extend_i32_u (local.get $one)))))
              (local.set $from (i32.add (local.get $from) (i32.shl (local.get $one) (i32.const 3))))
              (local.set $out (i32.add (local.get $out) (i32.const 16)))
              (local.set $valid (i32.shr_u (local.get $valid) (i32.const 2)))
              (br_if $two8 (i32.gt_u (local.get $valid) (i32.const 1))))
            (br $slots8)))
        (if (i32.eq (local.get $width) (i32.const 4))
          (then
            (if (i32.eq (local.get $valid) (i32.const 255))
              (then
                (v128.store align=4 (local.get $out) (v128.load align=1 (local.get $from)))
                (v128.store offset=16 align=4 (local.get $out) (v128.load offset=16 align=1 (local.get $from)))
                (local.set $from (i32.add (local.get $from) (i32.const 32)))
                (local.set $out (i32.add (local.get $out) (i32.const 32)))
                (br $slots8)))
            (local.set $valid (i32.or (local.get $valid) (i32.const 256)))
            (loop $two4
              (local.set $one (i32.and (local.get $valid) (i32.const 1)))
              (i32.store (local.get $out)
                (i32.and (i32.load align=1 (local.get $from)) (i32.sub (i32.const 0) (local.get $one))))
              (local.set $from (i32.add (local.get $from) (i32.shl (local.get $one) (i32.const 2))))
              (local.set $one (i32.and (i32.shr_u (local.get $valid) (i32.const 1)) (i32.const 1)))
              (i32.store offset=4 (local.get $out)
                (i32.and (i32.load align=1 (local.get $from)) (i32.sub (i32.const 0) (local.get $one))))
              (local.set $from (i32.add (local.get $from) (i32.shl (local.get $one) (i32.const 2))))
              (local.set $out (i32.add (local.get $out) (i32.const 8)))
              (local.set $valid (i32.shr_u (local.get $valid) (i32.const 2)))
              (br_if $two4 (i32.gt_u (local.get $valid) (i32.const 1))))
            (br $slots8)))
        (if (i32.eq (local.get $width) (i32.const 1))
          (then
            (if (i32.eq (local.get $valid) (i32.const 255))
              (then
                (i64.store align=1 (local.get $out) (i64.load align=1 (local.get $from)))
                (local.set $from (i32.add (local.get $from) (i32.const 8)))
                (local.set $out (i32.add (local.get $out) (i32.const 8)))
                (br $slots8)))
            (local.set $valid (i32.or (local.get $valid) (i32.const 256)))
            (loop $one1
              (local.set $one (i32.and (local.get $valid) (i32.const 1)))
              (i32.store8 (local.get $out)
                (i32.and (i32.load8_u (local.get $from)) (i32.sub (i32.const 0) (local.get $one))))
              (local.set $from (i32.add (local.get $from) (local.get $one)))
              (local.set $out (i32.add (local.get $out) (i32.const 1)))
              (local.set $valid (i32.shr_u (local.get $valid) (i32.const 1)))
              (br_if $one1 (i32.gt_u (local.get $valid) (i32.const 1))))
            (br $slots8)))
        (local.set $k (i32.const 0))
        (loop $any
          (if (i32.and (i32.shr_u (local.get $valid) (local.get $k)) (i32.const 1))
            (then
              (memory.copy (local.get $out) (local.get $from) (local.get $width))
              (local.set $from (i32.add (local.get $from) (local.get $width))))
            (else (memory.fill (local.get $out) (i32.const 0) (local.get $width))))
          (local.set $out (i32.add (local.get $out) (local.get $width)))
          (local.set $k (i32.add (local.get $k) (i32.const 1)))
          (br_if $any (i32.lt_u (local.get $k) (i32.const 8))))
        (br $slots8)))
    (local.get $from)))
