;; Finds the bytes of delimited text that may begin or end something: delimiters, quotes and line feeds.
;; `npm run webassembly -w @graticule/executor` makes structuralBytesModule.ts of this file.
(module
  ;; The block from 0 on, 64 KB and room to read one step further; then room for the positions of all its bytes and of
  ;; one step more.
  (memory (export "memory") 6)

  ;; One bit for each of 16 bytes: whether it is one of the three.
  (func $marks (param $bytes v128) (param $delimiter v128) (param $quote v128) (param $lineFeed v128) (result i64)
    (i64.extend_i32_u
      (i8x16.bitmask
        (v128.or
          (v128.or
            (i8x16.eq (local.get $bytes) (local.get $delimiter))
            (i8x16.eq (local.get $bytes) (local.get $quote)))
          (i8x16.eq (local.get $bytes) (local.get $lineFeed))))))

  ;; Writes $shift + the position of every such byte in 0 .. $end to $positions and returns their number. Reads up to 63
  ;; bytes past $end and writes up to 8 positions past the last.
  (func (export "find")
    (param $end i32) (param $delimiter i32) (param $quote i32) (param $shift i32) (param $positions i32) (result i32)
    (local $at i32) (local $to i32) (local $next i32) (local $base i32) (local $bits i64)
    (local $delimiters v128) (local $quotes v128) (local $lineFeeds v128)
    (local.set $delimiters (i8x16.splat (local.get $delimiter)))
    (local.set $quotes (i8x16.splat (local.get $quote)))
    (local.set $lineFeeds (i8x16.splat (i32.const 10)))
    (local.set $to (local.get $positions))
    (block $done
      (loop $step
        (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
        (local.set $bits
          (i64.or
            (i64.or
              (call $marks (v128.load (local.get $at))
                (local.get $delimiters) (local.get $quotes) (local.get $lineFeeds))
              (i64.shl
                (call $marks (v128.load offset=16 (local.get $at))
                  (local.get $delimiters) (local.get $quotes) (local.get $lineFeeds))
                (i64.const 16)))
            (i64.or
              (i64.shl
                (call $marks (v128.load offset=32 (local.get $at))
                  (local.get $delimiters) (local.get $quotes) (local.get $lineFeeds))
                (i64.const 32))
              (i64.shl
                (call $marks (v128.load offset=48 (local.get $at))
                  (local.get $delimiters) (local.get $quotes) (local.get $lineFeeds))
                (i64.const 48)))))
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
    (i32.shr_u (i32.sub (local.get $to) (local.get $positions)) (i32.const 2))))
