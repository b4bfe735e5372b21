;; Decompression of Snappy and LZ4 blocks. WebAssembly because both formats are short copies at odd addresses, which
;; here are unaligned moves of 8 and 16 bytes; typed arrays have none.
;;   Snappy: https://github.com/google/snappy/blob/main/format_description.txt
;;   LZ4:    https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md
;;
;; snappy and lz4 read the block at $at .. $end and write it to $base .. $limit. They return how many bytes they wrote,
;; or -1 when the block is damaged. Copies run in steps of 8 and 16 and may write up to 96 bytes past $limit, and read as
;; far past $end: the caller leaves that room. strings takes strings apart that stand behind their lengths.
;; `npm run webassembly` makes unpackersModule.ts of this file.
(module
  (memory (import "thread" "memory") 1)

  ;; Copies $length bytes from $from up to $to, in steps of 16; the two do not overlap within a step.
  (func $copy (param $from i32) (param $to i32) (param $length i32)
    (local $done i32)
    (if (i32.gt_u (local.get $length) (i32.const 64))
      (then
        (memory.copy (local.get $to) (local.get $from) (local.get $length))
        (return)))
    (local.set $done (i32.add (local.get $to) (local.get $length)))
    (loop $step
      (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
      (i64.store offset=8 align=1 (local.get $to) (i64.load offset=8 align=1 (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (local.set $to (i32.add (local.get $to) (i32.const 16)))
      (br_if $step (i32.lt_u (local.get $to) (local.get $done)))))

  ;; Repeats $length bytes that begin $distance before $to. Closer than 8 bytes they overlap within a step: then bytes are
  ;; copied one by one until the same pattern also lies 8 or more bytes back.
  (func $repeat (param $to i32) (param $distance i32) (param $length i32)
    (local $done i32) (local $from i32) (local $far i32)
    (local.set $done (i32.add (local.get $to) (local.get $length)))
    (local.set $from (i32.sub (local.get $to) (local.get $distance)))
    (if (i32.lt_u (local.get $distance) (i32.const 8))
      (then
        (local.set $far (local.get $from))
        (loop $byte
          (i32.store8 (local.get $to) (i32.load8_u (local.get $from)))
          (local.set $from (i32.add (local.get $from) (i32.const 1)))
          (local.set $to (i32.add (local.get $to) (i32.const 1)))
          (br_if $byte (i32.lt_u (i32.sub (local.get $from) (local.get $far)) (i32.const 8))))
        ;; A whole number of patterns, at least 8 bytes, now lies before $to.
        (local.set $from
          (i32.sub (local.get $to)
            (i32.mul (local.get $distance)
              (i32.div_u (i32.sub (local.get $to) (local.get $far)) (local.get $distance)))))
        (if (i32.ge_u (local.get $to) (local.get $done)) (then (return)))))
    (loop $step
      (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
      (local.set $from (i32.add (local.get $from) (i32.const 8)))
      (local.set $to (i32.add (local.get $to) (i32.const 8)))
      (br_if $step (i32.lt_u (local.get $to) (local.get $done)))))

  ;; Most elements are literals of a few bytes and copies of a few, in turns. The one after a short literal is begun at once,
  ;; its first byte taken from the word that the literal was copied from, and both kinds of short copies go one way: how long
  ;; it takes until the place of the next element is known is how long an element takes. What is written past $limit by a
  ;; literal and the copy after it is within the room, and found next time.
  (func (export "snappy") (param $at i32) (param $end i32) (param $base i32) (param $limit i32) (result i32)
    (local $to i32) (local $tag i32) (local $kind i32) (local $length i32) (local $distance i32) (local $extra i32)
    (local $from i32) (local $near i32) (local $word i64)
    (local.set $to (local.get $base))
    (loop $element
      (if (i32.gt_u (local.get $to) (local.get $limit)) (then (return (i32.const -1))))
      (if (i32.ge_u (local.get $at) (local.get $end))
        (then (return (select (i32.sub (local.get $to) (local.get $base)) (i32.const -1)
          (i32.eq (local.get $at) (local.get $end))))))
      (local.set $tag (i32.load8_u (local.get $at)))
      (local.set $kind (i32.and (local.get $tag) (i32.const 3)))
      (if (i32.eqz (local.get $kind))
        (then
          (local.set $length (i32.add (i32.shr_u (local.get $tag) (i32.const 2)) (i32.const 1)))
          (if (i32.le_u (local.get $length) (i32.const 6))
            (then
              (local.set $word (i64.load offset=1 align=1 (local.get $at)))
              (i64.store align=1 (local.get $to) (local.get $word))
              (local.set $at (i32.add (i32.add (local.get $at) (local.get $length)) (i32.const 1)))
              (local.set $to (i32.add (local.get $to) (local.get $length)))
              (local.set $tag
                (i32.and (i32.const 255)
                  (i32.wrap_i64
                    (i64.shr_u (local.get $word) (i64.extend_i32_u (i32.shl (local.get $length) (i32.const 3))))))))
            (else
              (if (i32.gt_u (local.get $length) (i32.const 16))
                (then
                  (local.set $at (i32.add (local.get $at) (i32.const 1)))
                  ;; 61 to 64 stand for 1 to 4 bytes of length that follow.
                  (if (i32.gt_u (local.get $length) (i32.const 60))
                    (then
                      (local.set $extra (i32.sub (local.get $length) (i32.const 60)))
                      (local.set $length
                        (i32.add (i32.const 1)
                          (i32.and (i32.load align=1 (local.get $at))
                            (i32.shr_u (i32.const -1)
                              (i32.sub (i32.const 32) (i32.shl (local.get $extra) (i32.const 3)))))))
                      (local.set $at (i32.add (local.get $at) (local.get $extra)))
                      (if (i32.gt_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))))
                  ;; One less on both sides: the length may be 2^32, which is 0 here.
                  (if (i32.ge_u (i32.sub (local.get $length) (i32.const 1)) (i32.sub (local.get $end) (local.get $at)))
                    (then (return (i32.const -1))))
                  (if (i32.gt_u (local.get $length) (i32.sub (local.get $limit) (local.get $to)))
                    (then (return (i32.const -1))))
                  (call $copy (local.get $at) (local.get $to) (local.get $length))
                  (local.set $at (i32.add (local.get $at) (local.get $length)))
                  (local.set $to (i32.add (local.get $to) (local.get $length)))
                  (br $element)))
              (v128.store align=1 (local.get $to) (v128.load offset=1 align=1 (local.get $at)))
              (local.set $at (i32.add (i32.add (local.get $at) (local.get $length)) (i32.const 1)))
              (local.set $to (i32.add (local.get $to) (local.get $length)))
              (local.set $tag (i32.load8_u (local.get $at)))))
          (br_if $element (i32.ge_u (local.get $at) (local.get $end)))
          (local.set $kind (i32.and (local.get $tag) (i32.const 3)))
          (br_if $element (i32.eqz (local.get $kind)))))
      ;; Kind 1 has 3 bits of length and 11 of distance in two bytes, 2 has 6 and 16 in three, 3 has 6 and 32 in five.
      (local.set $near (i32.eq (local.get $kind) (i32.const 1)))
      (local.set $distance (i32.load16_u offset=1 align=1 (local.get $at)))
      (local.set $length
        (select
          (i32.add (i32.const 4) (i32.and (i32.shr_u (local.get $tag) (i32.const 2)) (i32.const 7)))
          (i32.add (i32.const 1) (i32.shr_u (local.get $tag) (i32.const 2)))
          (local.get $near)))
      (local.set $distance
        (select
          (i32.or (i32.shl (i32.and (local.get $tag) (i32.const 0xe0)) (i32.const 3))
            (i32.and (local.get $distance) (i32.const 255)))
          (local.get $distance)
          (local.get $near)))
      (if (i32.eq (local.get $kind) (i32.const 3))
        (then
          (local.set $distance (i32.load offset=1 align=1 (local.get $at)))
          (local.set $at (i32.add (local.get $at) (i32.const 1)))))
      (local.set $at (i32.add (i32.add (local.get $at) (local.get $kind)) (i32.const 1)))
      ;; A distance of 0 is no smaller than all there is when 1 is taken from both.
      (if (i32.ge_u (i32.sub (local.get $distance) (i32.const 1)) (i32.sub (local.get $to) (local.get $base)))
        (then (return (i32.const -1))))
      (if (i32.lt_u (local.get $distance) (i32.const 8))
        (then
          (call $repeat (local.get $to) (local.get $distance) (local.get $length))
          (local.set $to (i32.add (local.get $to) (local.get $length)))
          (br $element)))
      (local.set $from (i32.sub (local.get $to) (local.get $distance)))
      (if (i32.le_u (local.get $length) (i32.const 8))
        (then
          (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $from)))
          (local.set $to (i32.add (local.get $to) (local.get $length)))
          (br $element)))
      (if (i32.lt_u (local.get $distance) (i32.const 16))
        (then
          (call $repeat (local.get $to) (local.get $distance) (local.get $length))
          (local.set $to (i32.add (local.get $to) (local.get $length)))
          (br $element)))
      (v128.store align=1 (local.get $to) (v128.load align=1 (local.get $from)))
      (if (i32.gt_u (local.get $length) (i32.const 16))
        (then
          (v128.store offset=16 align=1 (local.get $to) (v128.load offset=16 align=1 (local.get $from)))
          (if (i32.gt_u (local.get $length) (i32.const 32))
            (then
              (v128.store offset=32 align=1 (local.get $to) (v128.load offset=32 align=1 (local.get $from)))
              (v128.store offset=48 align=1 (local.get $to) (v128.load offset=48 align=1 (local.get $from)))))))
      (local.set $to (i32.add (local.get $to) (local.get $length)))
      (br $element))
    (unreachable))

  (func (export "lz4") (param $at i32) (param $end i32) (param $base i32) (param $limit i32) (result i32)
    (local $to i32) (local $token i32) (local $length i32) (local $distance i32) (local $byte i32)
    (local.set $to (local.get $base))
    (loop $sequence
      (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
      (local.set $token (i32.load8_u (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $length (i32.shr_u (local.get $token) (i32.const 4)))
      (if (i32.eq (local.get $length) (i32.const 15))
        (then
          (loop $more
            (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
            (local.set $byte (i32.load8_u (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (local.set $length (i32.add (local.get $length) (local.get $byte)))
            (br_if $more (i32.eq (local.get $byte) (i32.const 255))))))
      (if (i32.gt_u (local.get $length) (i32.sub (local.get $end) (local.get $at)))
        (then (return (i32.const -1))))
      (if (i32.gt_u (local.get $length) (i32.sub (local.get $limit) (local.get $to)))
        (then (return (i32.const -1))))
      (call $copy (local.get $at) (local.get $to) (local.get $length))
      (local.set $at (i32.add (local.get $at) (local.get $length)))
      (local.set $to (i32.add (local.get $to) (local.get $length)))
      ;; The last sequence has no match.
      (if (i32.eq (local.get $at) (local.get $end))
        (then (return (i32.sub (local.get $to) (local.get $base)))))
      (local.set $distance (i32.load16_u align=1 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (local.set $length (i32.and (local.get $token) (i32.const 15)))
      (if (i32.eq (local.get $length) (i32.const 15))
        (then
          (loop $more
            (if (i32.ge_u (local.get $at) (local.get $end)) (then (return (i32.const -1))))
            (local.set $byte (i32.load8_u (local.get $at)))
            (local.set $at (i32.add (local.get $at) (i32.const 1)))
            (local.set $length (i32.add (local.get $length) (local.get $byte)))
            (br_if $more (i32.eq (local.get $byte) (i32.const 255))))))
      (local.set $length (i32.add (local.get $length) (i32.const 4)))
      (if (i32.ge_u (i32.sub (local.get $distance) (i32.const 1)) (i32.sub (local.get $to) (local.get $base)))
        (then (return (i32.const -1))))
      (if (i32.gt_u (local.get $length) (i32.sub (local.get $limit) (local.get $to)))
        (then (return (i32.const -1))))
      (call $repeat (local.get $to) (local.get $distance) (local.get $length))
      (local.set $to (i32.add (local.get $to) (local.get $length)))
      (br $sequence))
    (unreachable))

  ;; $count strings at $at .. $end, each behind its length in 4 bytes, without the lengths to $base .. and where each ends,
  ;; counted from $base, to $ends. Returns the bytes of all, or -1 when they are cut off.
  (func (export "strings") (param $at i32) (param $end i32) (param $count i32) (param $ends i32) (param $base i32)
    (result i32)
    (local $to i32) (local $length i32) (local $stop i32)
    (local.set $to (local.get $base))
    (local.set $stop (i32.add (local.get $ends) (i32.shl (local.get $count) (i32.const 2))))
    (loop $string
      (if (i32.ge_u (local.get $ends) (local.get $stop))
        (then (return (i32.sub (local.get $to) (local.get $base)))))
      (if (i32.lt_u (i32.sub (local.get $end) (local.get $at)) (i32.const 4)) (then (return (i32.const -1))))
      (local.set $length (i32.load align=1 (local.get $at)))
      (local.set $at (i32.add (local.get $at) (i32.const 4)))
      (if (i32.gt_u (local.get $length) (i32.sub (local.get $end) (local.get $at)))
        (then (return (i32.const -1))))
      ;; The frequent short ones without a call.
      (if (i32.le_u (local.get $length) (i32.const 16))
        (then
          (i64.store align=1 (local.get $to) (i64.load align=1 (local.get $at)))
          (i64.store offset=8 align=1 (local.get $to) (i64.load offset=8 align=1 (local.get $at))))
        (else (call $copy (local.get $at) (local.get $to) (local.get $length))))
      (local.set $at (i32.add (local.get $at) (local.get $length)))
      (local.set $to (i32.add (local.get $to) (local.get $length)))
      (i32.store (local.get $ends) (i32.sub (local.get $to) (local.get $base)))
      (local.set $ends (i32.add (local.get $ends) (i32.const 4)))
      (br $string))
    (unreachable)))
