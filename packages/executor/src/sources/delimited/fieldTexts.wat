;; Texts of one field of many records. `npm run webassembly` makes fieldTextsModule.ts of this file.
;; Fields are taken as fieldValues.wat takes them.
(module
  (memory (import "delimited" "memory") 1)

  ;; Writes the text from $at to $text + ~$end to $to, of two quotes only one, and returns where it ends. Before the text
  ;; stands its quote.
  (func $unescape (param $at i32) (param $text i32) (param $end i32) (param $to i32) (result i32)
    (local $quote i32) (local $byte i32)
    (local.set $end (i32.add (local.get $text) (i32.xor (local.get $end) (i32.const -1))))
    (local.set $quote (i32.load8_u (i32.sub (local.get $at) (i32.const 1))))
    (loop $copy
      (local.set $byte (i32.load8_u (local.get $at)))
      (local.set $at
        (i32.add (local.get $at)
          (i32.add (i32.const 1) (i32.eq (local.get $byte) (local.get $quote)))))
      (i32.store8 (local.get $to) (local.get $byte))
      (local.set $to (i32.add (local.get $to) (i32.const 1)))
      (br_if $copy (i32.lt_u (local.get $at) (local.get $end))))
    (local.get $to))

  ;; Copies a text of at least one byte and writes up to 16 bytes too much.
  (func $copy (param $to i32) (param $at i32) (param $size i32)
    (local $end i32)
    (local.set $end (i32.add (local.get $at) (local.get $size)))
    (loop $next
      (v128.store align=1 (local.get $to) (v128.load align=1 (local.get $at)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (local.set $at (i32.add (local.get $at) (i32.const 16)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $end)))))

  ;; All texts one behind the other from $values on, doubled quotes as one; to $offsets where each begins, counted from
  ;; there, and after the last where it ends. Returns the bytes of all. None is undecided. Writes up to 16 bytes too much.
  (func (export "strings")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $offsets i32) (result i32)
    (local $stop i32) (local $at i32) (local $end i32) (local $state i32) (local $to i32)
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
                  (then (call $copy (local.get $to) (local.get $at) (local.get $end))))
                (local.set $to (i32.add (local.get $to) (local.get $end))))
              (else
                (local.set $to
                  (call $unescape (local.get $at) (local.get $text) (local.get $end) (local.get $to)))))))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $offsets (i32.add (local.get $offsets) (i32.const 4)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))
    (i32.sub (local.get $to) (local.get $values)))

  ;; Whether two texts of more than 16 bytes are equal.
  (func $equal (param $a i32) (param $b i32) (param $size i32) (result i32)
    (local $last i32)
    (local.set $last (i32.sub (i32.add (local.get $a) (local.get $size)) (i32.const 16)))
    (loop $next
      (if (i32.lt_u (local.get $a) (local.get $last))
        (then
          (if (v128.any_true
                (v128.xor (v128.load align=1 (local.get $a)) (v128.load align=1 (local.get $b))))
            (then (return (i32.const 0))))
          (local.set $a (i32.add (local.get $a) (i32.const 16)))
          (local.set $b (i32.add (local.get $b) (i32.const 16)))
          (br $next))))
    (local.set $b (i32.add (local.get $b) (i32.sub (local.get $last) (local.get $a))))
    (i32.eqz
      (v128.any_true
        (v128.xor (v128.load align=1 (local.get $last)) (v128.load align=1 (local.get $b))))))

  ;; The distinct texts one behind the other from $values on, in the order of first appearance; $offsets as above, and to
  ;; $indices the number of each record's text, 0 where it is null. Returns how many there are, or -1 for more than $limit.
  ;; $table: at least twice $limit entries, their number less one is $mask, of 24 bytes, all 0: 16 bytes that stand for the
  ;; text (short ones are these themselves), its size, its number + 1.
  (func (export "dictionary")
    (param $starts i32) (param $ends i32) (param $stride i32) (param $text i32) (param $faults i32) (param $count i32)
    (param $values i32) (param $states i32) (param $offsets i32)
    (param $indices i32) (param $limit i32) (param $table i32) (param $mask i32) (result i32)
    (local $stop i32) (local $at i32) (local $end i32) (local $state i32) (local $to i32) (local $size i32)
    (local $distinct i32) (local $number i32) (local $low i64) (local $hash i64) (local $entry i32)
    (local $chunk i32) (local $key v128)
    (local.set $stop (i32.add (local.get $states) (local.get $count)))
    (local.set $to (local.get $values))
    (i32.store (local.get $offsets) (i32.const 0))
    (block $done
      (loop $next
        (br_if $done (i32.ge_u (local.get $states) (local.get $stop)))
        (local.set $at (i32.load (local.get $starts)))
        (local.set $end (i32.load (local.get $ends)))
        (local.set $state (i32.const 0))
        (local.set $number (i32.const 1))
        (if (i32.and (i32.eqz (i32.load16_u (local.get $faults))) (i32.ne (local.get $at) (local.get $end)))
          (then
            (local.set $state (i32.const 1))
            (local.set $size (i32.sub (local.get $end) (local.get $at)))
            (local.set $at (i32.add (local.get $text) (local.get $at)))
            (if (i32.lt_s (local.get $end) (i32.const 0))
              (then
                (local.set $size
                  (i32.sub
                    (call $unescape (local.get $at) (local.get $text) (local.get $end) (local.get $to))
                    (local.get $to)))
                (local.set $at (local.get $to))))
            (if (i32.le_u (local.get $size) (i32.const 16))
              (then
                (local.set $key
                  (v128.and (v128.load align=1 (local.get $at))
                    (i8x16.lt_u (v128.const i8x16 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15)
                      (i8x16.splat (local.get $size))))))
              (else
                ;; All its bytes but the last eight have a part in the first half.
                (local.set $low (i64.load align=1 (local.get $at)))
                (local.set $chunk (i32.const 8))
                (loop $mix
                  (local.set $low
                    (i64.xor
                      (i64.rotl (i64.mul (local.get $low) (i64.const 0x9e3779b97f4a7c15)) (i64.const 29))
                      (i64.load align=1 (i32.add (local.get $at) (local.get $chunk)))))
                  (local.set $chunk (i32.add (local.get $chunk) (i32.const 8)))
                  (br_if $mix (i32.lt_u (local.get $chunk) (i32.sub (local.get $size) (i32.const 8)))))
                (local.set $key
                  (i64x2.replace_lane 1 (i64x2.splat (local.get $low))
                    (i64.load align=1 (i32.sub (i32.add (local.get $at) (local.get $size)) (i32.const 8)))))))
            (local.set $hash
              (i64.xor
                (i64.mul (i64x2.extract_lane 0 (local.get $key)) (i64.const 0x9e3779b97f4a7c15))
                (i64.rotl
                  (i64.mul (i64x2.extract_lane 1 (local.get $key)) (i64.const 0xd6e8feb86659fd93))
                  (i64.const 32))))
            ;; The upper bits, in which all have a part.
            (local.set $number
              (i32.wrap_i64
                (i64.shr_u
                  (i64.mul
                    (i64.xor (local.get $hash) (i64.shr_u (local.get $hash) (i64.const 32)))
                    (i64.const 0xff51afd7ed558ccd))
                  (i64.const 40))))
            (block $found
              (loop $probe
                (local.set $entry
                  (i32.add (local.get $table)
                    (i32.mul (i32.and (local.get $number) (local.get $mask)) (i32.const 24))))
                (if (i32.eqz (i32.load offset=20 (local.get $entry)))
                  (then
                    (if (i32.eq (local.get $distinct) (local.get $limit)) (then (return (i32.const -1))))
                    (local.set $distinct (i32.add (local.get $distinct) (i32.const 1)))
                    (v128.store (local.get $entry) (local.get $key))
                    (i32.store offset=16 (local.get $entry) (local.get $size))
                    (i32.store offset=20 (local.get $entry) (local.get $distinct))
                    (if (i32.ne (local.get $at) (local.get $to))
                      (then (call $copy (local.get $to) (local.get $at) (local.get $size))))
                    (local.set $to (i32.add (local.get $to) (local.get $size)))
                    (i32.store
                      (i32.add (local.get $offsets) (i32.shl (local.get $distinct) (i32.const 2)))
                      (i32.sub (local.get $to) (local.get $values)))
                    (br $found)))
                (if (i32.and
                      (i32.eqz (v128.any_true (v128.xor (v128.load (local.get $entry)) (local.get $key))))
                      (i32.eq (i32.load offset=16 (local.get $entry)) (local.get $size)))
                  (then
                    (br_if $found (i32.le_u (local.get $size) (i32.const 16)))
                    (br_if $found
                      (call $equal (local.get $at)
                        (i32.add (local.get $values)
                          (i32.load
                            (i32.sub
                              (i32.add (local.get $offsets)
                                (i32.shl (i32.load offset=20 (local.get $entry)) (i32.const 2)))
                              (i32.const 4))))
                        (local.get $size)))))
                (local.set $number (i32.add (local.get $number) (i32.const 1)))
                (br $probe)))
            (local.set $number (i32.load offset=20 (local.get $entry)))))
        (i32.store (local.get $indices) (i32.sub (local.get $number) (i32.const 1)))
        (i32.store8 (local.get $states) (local.get $state))
        (local.set $indices (i32.add (local.get $indices) (i32.const 4)))
        (local.set $states (i32.add (local.get $states) (i32.const 1)))
        (local.set $faults (i32.add (local.get $faults) (i32.const 2)))
        (local.set $starts (i32.add (local.get $starts) (local.get $stride)))
        (local.set $ends (i32.add (local.get $ends) (local.get $stride)))
        (br $next)))
    (local.get $distinct)))
