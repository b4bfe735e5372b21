;; Records and fields of delimited text. `npm run webassembly` makes recordIndexModule.ts of this file.
(module
  (memory (import "delimited" "memory") 1)

  ;; The bytes that may begin or end something, delimiters, quotes and line feeds (with $more carriage returns and escapes,
  ;; too), among those at $at .. $end: writes $shift + the address of each to $positions and returns their number. Reads up
  ;; to 63 bytes past $end and writes up to 3 positions past the last.
  (func (export "find")
    (param $at i32) (param $end i32) (param $shift i32) (param $positions i32)
    (param $delimiter i32) (param $quote i32) (param $more i32) (param $escape i32) (result i32)
    (local $to i32) (local $next i32) (local $base i32) (local $bits i64)
    (local $bytes v128) (local $delimiters v128) (local $quotes v128) (local $lineFeeds v128)
    (local $escapes v128)
    (local.set $delimiters (i8x16.splat (local.get $delimiter)))
    (local.set $quotes (i8x16.splat (local.get $quote)))
    (local.set $lineFeeds (i8x16.splat (i32.const 10)))
    (local.set $escapes (i8x16.splat (local.get $escape)))
    (local.set $to (local.get $positions))
    (block $done
      (loop $step
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits
          (i64.or
            (i64.or
              (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.or
                    (v128.or
                      (i8x16.eq
                        (local.tee $bytes (v128.load (local.get $at)))
                        (local.get $delimiters))
                      (i8x16.eq (local.get $bytes) (local.get $quotes)))
                    (i8x16.eq (local.get $bytes) (local.get $lineFeeds)))))
              (i64.shl
                (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.or
                    (v128.or
                      (i8x16.eq
                        (local.tee $bytes (v128.load offset=16 (local.get $at)))
                        (local.get $delimiters))
                      (i8x16.eq (local.get $bytes) (local.get $quotes)))
                    (i8x16.eq (local.get $bytes) (local.get $lineFeeds)))))
                (i64.const 16)))
            (i64.or
              (i64.shl
                (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.or
                    (v128.or
                      (i8x16.eq
                        (local.tee $bytes (v128.load offset=32 (local.get $at)))
                        (local.get $delimiters))
                      (i8x16.eq (local.get $bytes) (local.get $quotes)))
                    (i8x16.eq (local.get $bytes) (local.get $lineFeeds)))))
                (i64.const 32))
              (i64.shl
                (i64.extend_i32_u
                (i8x16.bitmask
                  (v128.or
                    (v128.or
                      (i8x16.eq
                        (local.tee $bytes (v128.load offset=48 (local.get $at)))
                        (local.get $delimiters))
                      (i8x16.eq (local.get $bytes) (local.get $quotes)))
                    (i8x16.eq (local.get $bytes) (local.get $lineFeeds)))))
                (i64.const 48)))))
        (if (local.get $more)
          (then
            (local.set $bits
              (i64.or (local.get $bits)
                (i64.or
                  (i64.or
                    (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq
                            (local.tee $bytes (v128.load (local.get $at)))
                            (local.get $escapes))
                          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 13))))))
                    (i64.shl
                      (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq
                            (local.tee $bytes (v128.load offset=16 (local.get $at)))
                            (local.get $escapes))
                          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 13))))))
                      (i64.const 16)))
                  (i64.or
                    (i64.shl
                      (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq
                            (local.tee $bytes (v128.load offset=32 (local.get $at)))
                            (local.get $escapes))
                          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 13))))))
                      (i64.const 32))
                    (i64.shl
                      (i64.extend_i32_u
                      (i8x16.bitmask
                        (v128.or
                          (i8x16.eq
                            (local.tee $bytes (v128.load offset=48 (local.get $at)))
                            (local.get $escapes))
                          (i8x16.eq (local.get $bytes) (i8x16.splat (i32.const 13))))))
                      (i64.const 48))))))))
        ;; What lies past the end does not count.
        (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 64))
          (then
            (local.set $bits
              (i64.and (local.get $bits)
                (i64.shr_u (i64.const -1)
                  (i64.extend_i32_u
                    (i32.sub (i32.const 64) (i32.sub (local.get $end) (local.get $at)))))))))
        (local.set $next
          (i32.add (local.get $to) (i32.shl (i32.wrap_i64 (i64.popcnt (local.get $bits))) (i32.const 2))))
        (local.set $base (i32.add (local.get $shift) (local.get $at)))
        ;; Four at a time, without asking after each whether it was the last.
        (loop $four
          (i32.store (local.get $to)
            (i32.add (local.get $base) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
          (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
          (i32.store offset=4 (local.get $to)
            (i32.add (local.get $base) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
          (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
          (i32.store offset=8 (local.get $to)
            (i32.add (local.get $base) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
          (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
          (i32.store offset=12 (local.get $to)
            (i32.add (local.get $base) (i32.wrap_i64 (i64.ctz (local.get $bits)))))
          (local.set $bits (i64.and (local.get $bits) (i64.sub (local.get $bits) (i64.const 1))))
          (local.set $to (i32.add (local.get $to) (i32.const 16)))
          (br_if $four (i64.ne (local.get $bits) (i64.const 0))))
        (local.set $to (local.get $next))
        (local.set $at (i32.add (local.get $at) (i32.const 64)))
        (br $step)))
    (i32.shr_u (i32.sub (local.get $to) (local.get $positions)) (i32.const 2)))

  ;; Enters records whose fields need no second look: as long as what they consist of is among the positions at hand, and
  ;; quotes, if a field has them, are its first and last byte with none between. $run is the address of 32-bit numbers:
  ;;  0 next position, 4 behind the last one (addresses), 8 where the next record begins, 12 its row, 16 its line; these go
  ;;  on with every record that is entered. 20 rows there is room for; 24 where the next record may not begin any more;
  ;;  28 where the bytes end; 32 the greatest length; 36 fields of a record (0: any); 40 the fault of another number of
  ;;  them; 44 quote; 48 address of the bytes; 52 columns, 56 slots, and addresses: 60 slot of each column, 64 starts,
  ;;  68 ends, 72 record starts, 76 record ends, 80 lines, 84 field counts, 88 faults; 92 delimiter; 96 whether records are
  ;;  lines. Those have the right number of fields, do not begin with white space or with 100, and quotes hold nothing that
  ;;  `find` finds but delimiters; to 104 goes 1 for every field with quotes, else 0.
  (func (export "enter") (param $run i32)
    (local $next i32) (local $positionsEnd i32) (local $record i32) (local $row i32) (local $line i32) (local $quote i32)
    (local $text i32) (local $columns i32) (local $slotOf i32) (local $base i32) (local $ahead i32) (local $lines i32)
    (local $at i32) (local $column i32) (local $start i32) (local $end i32) (local $byte i32) (local $slot i32)
    (local $starts i32) (local $ends i32) (local $slots i32) (local $from i32) (local $delimiter i32)
    (local $isLine i32) (local $isQuoted i32) (local $lineEnd i32) (local $wanted i32) (local $columnsEnd i32)
    (local $kinds i32)
    (local.set $next (i32.load (local.get $run)))
    (local.set $positionsEnd (i32.load offset=4 (local.get $run)))
    (local.set $record (i32.load offset=8 (local.get $run)))
    (local.set $row (i32.load offset=12 (local.get $run)))
    (local.set $line (i32.load offset=16 (local.get $run)))
    (local.set $quote (i32.load offset=44 (local.get $run)))
    (local.set $text (i32.load offset=48 (local.get $run)))
    (local.set $columns (i32.load offset=52 (local.get $run)))
    (local.set $slots (i32.load offset=56 (local.get $run)))
    (local.set $slotOf (i32.load offset=60 (local.get $run)))
    (local.set $starts (i32.load offset=64 (local.get $run)))
    (local.set $ends (i32.load offset=68 (local.get $run)))
    (local.set $delimiter (i32.load offset=92 (local.get $run)))
    (local.set $isLine (i32.load offset=96 (local.get $run)))
    (local.set $kinds (i32.load offset=104 (local.get $run)))
    (local.set $base (i32.mul (local.get $row) (local.get $slots)))
    ;; Bytes of the positions of a common record; no record is common where no column is known.
    (local.set $wanted (i32.shl (local.get $columns) (i32.const 2)))
    (local.set $columnsEnd (i32.add (local.get $slotOf) (local.get $wanted)))
    (if (i32.or
          (i32.eqz (local.get $columns))
          (i32.ne (local.get $columns) (i32.load offset=36 (local.get $run))))
      (then (local.set $wanted (i32.const -1))))
    (block $leave
      (loop $nextRecord
        (br_if $leave (i32.ge_s (local.get $row) (i32.load offset=20 (local.get $run))))
        (br_if $leave (i32.ge_s (local.get $record) (i32.load offset=24 (local.get $run))))
        (local.set $from (local.get $record))
        (local.set $lines (local.get $line))
        (local.set $ahead (local.get $next))
        (if (local.get $isLine)
          (then
            (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $record))))
            (br_if $leave (i32.le_u (local.get $byte) (i32.const 32)))
            (br_if $leave (i32.eq (local.get $byte) (i32.load offset=100 (local.get $run))))))
        (block $entered
          ;; The common record: as many fields as there shall be, delimiters between them, a line feed behind the last.
          (block $other
            (br_if $other
              (i32.lt_u (i32.sub (local.get $positionsEnd) (local.get $ahead)) (local.get $wanted)))
            (local.set $column (local.get $slotOf))
            (loop $field
              (local.set $at (i32.load (local.get $ahead)))
              (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
              (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $at))))
              (local.set $start (local.get $from))
              (local.set $from (i32.add (local.get $at) (i32.const 1)))
              (local.set $slot (i32.load (local.get $column)))
              (local.set $column (i32.add (local.get $column) (i32.const 4)))
              (if (i32.ge_s (local.get $slot) (i32.const 0))
                (then
                  (local.set $slot (i32.add (local.get $base) (local.get $slot)))
                  (if (local.get $isLine)
                    (then (i32.store8 (i32.add (local.get $kinds) (local.get $slot)) (i32.const 0))))
                  (local.set $slot (i32.shl (local.get $slot) (i32.const 2)))
                  (i32.store (i32.add (local.get $starts) (local.get $slot)) (local.get $start))
                  (i32.store (i32.add (local.get $ends) (local.get $slot)) (local.get $at))))
              (if (i32.lt_u (local.get $column) (local.get $columnsEnd))
                (then
                  (br_if $field (i32.eq (local.get $byte) (local.get $delimiter)))
                  (br $other))))
            (br_if $other (i32.ne (local.get $byte) (i32.const 10)))
            (local.set $end (local.get $at))
            (local.set $lineEnd (local.get $at))
            (if (i32.and
                  (i32.lt_u (local.get $start) (local.get $at))
                  (i32.eq
                    (i32.load8_u (i32.sub (i32.add (local.get $text) (local.get $at)) (i32.const 1)))
                    (i32.const 13)))
              (then
                (local.set $end (i32.sub (local.get $at) (i32.const 1)))
                (if (i32.ge_s (local.get $slot) (i32.const 0))
                  (then (i32.store (i32.add (local.get $ends) (local.get $slot)) (local.get $end))))))
            (local.set $column (i32.load offset=52 (local.get $run)))
            (br $entered))
          (local.set $column (i32.const 0))
          (local.set $from (local.get $record))
          (local.set $ahead (local.get $next))
          (loop $nextField
            (br_if $leave (i32.ge_u (local.get $ahead) (local.get $positionsEnd)))
            (local.set $at (i32.load (local.get $ahead)))
            (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
            (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $at))))
            (local.set $start (local.get $from))
            (local.set $end (local.get $at))
            (local.set $lineEnd (local.get $at))
            (local.set $isQuoted (i32.const 0))
            (if (i32.and
                  (i32.ne (local.get $byte) (local.get $delimiter))
                  (i32.ne (local.get $byte) (i32.const 10)))
              (then
                (local.set $isQuoted
                  (i32.and
                    (i32.eq (local.get $byte) (local.get $quote))
                    (i32.eq (local.get $at) (local.get $start))))
                (if (local.get $isQuoted)
                  (then
                    (local.set $start (i32.add (local.get $start) (i32.const 1)))
                    (loop $inside
                      (br_if $leave (i32.ge_u (local.get $ahead) (local.get $positionsEnd)))
                      (local.set $end (i32.load (local.get $ahead)))
                      (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
                      (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $end))))
                      (local.set $lines (i32.add (local.get $lines) (i32.eq (local.get $byte) (i32.const 10))))
                      (if (i32.ne (local.get $byte) (local.get $quote))
                        (then
                          (br_if $inside (i32.eqz (local.get $isLine)))
                          (br_if $inside (i32.eq (local.get $byte) (local.get $delimiter)))
                          (br $leave))))
                    ;; What follows the quote ends the field, except for a carriage return before a line feed.
                    (br_if $leave (i32.ge_u (local.get $ahead) (local.get $positionsEnd)))
                    (local.set $at (i32.load (local.get $ahead)))
                    (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
                    (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $at))))
                    (if (i32.ne (local.get $at) (i32.add (local.get $end) (i32.const 1)))
                      (then
                        (br_if $leave (i32.ne (local.get $byte) (i32.const 10)))
                        (br_if $leave (i32.ne (local.get $at) (i32.add (local.get $end) (i32.const 2))))
                        (br_if $leave
                          (i32.ne (i32.load8_u offset=1 (i32.add (local.get $text) (local.get $end)))
                            (i32.const 13)))))))
                ;; Quotes that are not the first byte are text, and so are escapes.
                (block $ended
                  (loop $seek
                    (br_if $ended (i32.eq (local.get $byte) (local.get $delimiter)))
                    (br_if $ended (i32.eq (local.get $byte) (i32.const 10)))
                    (br_if $ended
                      (i32.and (local.get $isLine) (i32.eq (local.get $byte) (i32.const 13))))
                    (br_if $leave (local.get $isQuoted))
                    (br_if $leave (i32.ge_u (local.get $ahead) (local.get $positionsEnd)))
                    (local.set $at (i32.load (local.get $ahead)))
                    (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
                    (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $at))))
                    (br $seek)))
                (if (i32.eqz (local.get $isQuoted)) (then (local.set $end (local.get $at))))
                (local.set $lineEnd (local.get $at))
                (if (i32.and (local.get $isLine) (i32.eq (local.get $byte) (i32.const 13)))
                  (then
                    (br_if $leave (i32.ge_u (local.get $ahead) (local.get $positionsEnd)))
                    (local.set $at (i32.load (local.get $ahead)))
                    (local.set $ahead (i32.add (local.get $ahead) (i32.const 4)))
                    (local.set $byte (i32.load8_u (i32.add (local.get $text) (local.get $at))))
                    (br_if $leave (i32.ne (local.get $byte) (i32.const 10)))
                    (br_if $leave (i32.ne (local.get $at) (i32.add (local.get $lineEnd) (i32.const 1))))))))
            (local.set $from (i32.add (local.get $at) (i32.const 1)))
            ;; The last field may end before a carriage return; a quoted one, whose end is not $at, has ended.
            (if (i32.and (i32.eq (local.get $byte) (i32.const 10)) (i32.gt_s (local.get $end) (local.get $start)))
              (then
                (if (i32.eq (local.get $end) (local.get $at))
                  (then
                    (local.set $end
                      (i32.sub (local.get $end)
                        (i32.eq
                          (i32.load8_u (i32.sub (i32.add (local.get $text) (local.get $at)) (i32.const 1)))
                          (i32.const 13))))))))
            (if (i32.lt_s (local.get $column) (local.get $columns))
              (then
                (local.set $slot
                  (i32.load (i32.add (local.get $slotOf) (i32.shl (local.get $column) (i32.const 2)))))
                (if (i32.ge_s (local.get $slot) (i32.const 0))
                  (then
                    (local.set $slot (i32.add (local.get $base) (local.get $slot)))
                    (if (local.get $isLine)
                      (then
                        (i32.store8
                          (i32.add (local.get $kinds) (local.get $slot))
                          (local.get $isQuoted))))
                    (local.set $slot (i32.shl (local.get $slot) (i32.const 2)))
                    (i32.store (i32.add (local.get $starts) (local.get $slot)) (local.get $start))
                    (i32.store (i32.add (local.get $ends) (local.get $slot)) (local.get $end))))))
            (local.set $column (i32.add (local.get $column) (i32.const 1)))
            (br_if $nextField (i32.ne (local.get $byte) (i32.const 10)))))
        (br_if $leave (i32.ge_s (local.get $at) (i32.load offset=28 (local.get $run))))
        (br_if $leave
          (i32.ge_s (i32.sub (local.get $at) (local.get $record)) (i32.load offset=32 (local.get $run))))
        (if (local.get $isLine)
          (then (br_if $leave (i32.ne (local.get $column) (i32.load offset=36 (local.get $run))))))
        ;; A blank line is no record.
        (if (i32.or
              (i32.ne (local.get $column) (i32.const 1))
              (i32.ne (local.get $end) (local.get $record)))
          (then
            (local.set $slot (i32.shl (local.get $row) (i32.const 2)))
            (i32.store (i32.add (i32.load offset=72 (local.get $run)) (local.get $slot)) (local.get $record))
            (i32.store (i32.add (i32.load offset=76 (local.get $run)) (local.get $slot)) (local.get $lineEnd))
            (i32.store (i32.add (i32.load offset=80 (local.get $run)) (local.get $slot)) (local.get $line))
            (i32.store (i32.add (i32.load offset=84 (local.get $run)) (local.get $slot)) (local.get $column))
            (local.set $slot (i32.load offset=36 (local.get $run)))
            (i32.store16
              (i32.add (i32.load offset=88 (local.get $run)) (i32.shl (local.get $row) (i32.const 1)))
              (select (i32.load offset=40 (local.get $run)) (i32.const 0)
                (i32.and
                  (i32.ne (local.get $slot) (i32.const 0))
                  (i32.ne (local.get $slot) (local.get $column)))))
            (local.set $row (i32.add (local.get $row) (i32.const 1)))
            (local.set $base (i32.add (local.get $base) (local.get $slots)))))
        (local.set $next (local.get $ahead))
        (local.set $record (local.get $from))
        (local.set $line (i32.add (local.get $lines) (i32.const 1)))
        (br $nextRecord)))
    (i32.store (local.get $run) (local.get $next))
    (i32.store offset=8 (local.get $run) (local.get $record))
    (i32.store offset=12 (local.get $run) (local.get $row))
    (i32.store offset=16 (local.get $run) (local.get $line))))
