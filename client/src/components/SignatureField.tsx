import { type Signature, signatureField } from '@tsudoi/shared/contracts/applications/signed-form.contract';
import { Eraser } from 'lucide-react';
import { type PointerEvent, useEffect, useMemo, useRef } from 'react';
import { useController } from 'react-hook-form';
import { Button } from './Button.tsx';
import { FieldError } from './FieldFrame.tsx';
import { type FieldProps, useField } from './Form.tsx';
import { useKit } from '../lib/i18n/kit.ts';

type Stroke = Signature[number];
const { width, height } = signatureField;
/** Points nearer than this to the last one say nothing new. */
const step = 3;

function draw(canvas: HTMLCanvasElement | null, strokes: Signature): void {
  const pen = canvas?.getContext('2d');
  if (!canvas || !pen) return;
  pen.clearRect(0, 0, width, height);
  pen.lineWidth = 3.2;
  pen.lineCap = 'round';
  pen.lineJoin = 'round';
  pen.strokeStyle = getComputedStyle(canvas).color;
  for (const [first, ...others] of strokes) {
    if (!first) continue;
    pen.beginPath();
    pen.moveTo(first[0], first[1]);
    for (const [x, y] of others.length > 0 ? others : [first]) pen.lineTo(x, y);
    pen.stroke();
  }
}

/** A place to sign on a tablet, with a finger, a pen or a mouse. What is kept are the lines themselves. */
export function SignatureField({ clear, ...props }: FieldProps & { readonly clear: string }) {
  const words = useKit();
  const { field, fieldState } = useController({ name: props.name });
  const facts = useField(props, fieldState.error?.message);
  const canvas = useRef<HTMLCanvasElement | null>(null);
  const line = useRef<Stroke | null>(null);
  const written: unknown = field.value;
  const strokes = useMemo(() => (Array.isArray(written) ? (written as Signature) : []), [written]);
  useEffect(() => draw(canvas.current, strokes), [strokes]);
  const pointOn = (field: HTMLCanvasElement, { clientX, clientY }: { clientX: number; clientY: number }): Stroke[number] => {
    const box = field.getBoundingClientRect();
    const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    return [within(((clientX - box.left) / box.width) * width, width), within(((clientY - box.top) / box.height) * height, height)];
  };
  const begin = (event: PointerEvent<HTMLCanvasElement>) => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    line.current = [pointOn(event.currentTarget, event)];
  };
  const go = (event: PointerEvent<HTMLCanvasElement>) => {
    const stroke = line.current;
    if (!stroke) return;
    // A browser tells of many movements at once, the fewer the slower the device: a signature is all of them. Old ones cannot say.
    const native = event.nativeEvent;
    const between = 'getCoalescedEvents' in native ? native.getCoalescedEvents() : [];
    for (const moved of [...between, native]) {
      const [last, next] = [stroke.at(-1)!, pointOn(event.currentTarget, moved)];
      if (Math.hypot(next[0] - last[0], next[1] - last[1]) >= step) stroke.push(next);
    }
    draw(canvas.current, [...strokes, stroke]);
  };
  const end = () => {
    if (line.current) field.onChange([...strokes, line.current]);
    line.current = null;
  };
  return (
    <div className={`field${facts.error === null ? '' : ' is-error'}`}>
      <span className="label">
        {props.label}
        {props.required ? <span className="req">{words.required}</span> : null}
        {props.optional ? <span className="opt">{words.optional}</span> : null}
      </span>
      {props.hint ? (
        <p className="hint" id={facts.hintId}>
          {props.hint}
        </p>
      ) : null}
      <canvas
        id={facts.inputId}
        ref={canvas}
        className="signature"
        width={width}
        height={height}
        role="img"
        aria-label={props.label}
        aria-describedby={facts.describedBy}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={end}
      />
      <div>
        <Button size="sm" kind="ghost" icon={<Eraser size={16} strokeWidth={1.75} aria-hidden />} onPress={() => field.onChange([])}>
          {clear}
        </Button>
      </div>
      <FieldError facts={facts} />
    </div>
  );
}
