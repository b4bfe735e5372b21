import type {
  Expression,
  Expression_Window,
  Expression_Window_WindowFrame_FrameBoundary,
} from '@graticule/protocol';
import { Expression_Window_WindowFrame_FrameType } from '@graticule/protocol';
import type {
  UnresolvedBound,
  UnresolvedExpression,
  UnresolvedFrame,
  UnresolvedSortOrder,
  UnresolvedWindow,
} from '@graticule/sql';
import { malformed } from './errors.js';

/** How the expressions inside a window are converted. */
export interface WindowParts {
  expression(proto: Expression | undefined): UnresolvedExpression;
  sortOrder(proto: Expression_Window['orderSpec'][number]): UnresolvedSortOrder;
}

/** `function.over(window)`. */
export function fromProtoWindow(proto: Expression_Window, parts: WindowParts): UnresolvedWindow {
  const { windowFunction, partitionSpec, orderSpec, frameSpec } = proto;
  return {
    kind: 'unresolvedWindow',
    function: parts.expression(windowFunction),
    window: {
      partitionBy: partitionSpec.map((key) => parts.expression(key)),
      orderBy: orderSpec.map((order) => parts.sortOrder(order)),
      frame: frameSpec === undefined ? null : frame(frameSpec, parts),
    },
  };
}

function frame(
  { frameType, lower, upper }: NonNullable<Expression_Window['frameSpec']>,
  parts: WindowParts,
): UnresolvedFrame {
  if (frameType === Expression_Window_WindowFrame_FrameType.UNDEFINED) {
    throw malformed('A window frame without a type');
  }
  return {
    unit: frameType === Expression_Window_WindowFrame_FrameType.ROW ? 'rows' : 'range',
    lower: bound(lower, 'unboundedPreceding', parts),
    upper: bound(upper, 'unboundedFollowing', parts),
  };
}

function bound(
  proto: Expression_Window_WindowFrame_FrameBoundary | undefined,
  unbounded: 'unboundedPreceding' | 'unboundedFollowing',
  parts: WindowParts,
): UnresolvedBound {
  switch (proto?.boundary.case) {
    case 'currentRow':
      return { kind: 'currentRow' };
    case 'unbounded':
      return { kind: unbounded };
    case 'value':
      return { kind: 'offset', offset: parts.expression(proto.boundary.value) };
    default:
      throw malformed('A window frame without a bound');
  }
}
