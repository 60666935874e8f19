// How wide there is room to draw, told again whenever that changes.

export function watchRoom(frame: Element, tell: (width: number) => void): () => void {
  const eye = new ResizeObserver(() => frame.clientWidth > 0 && tell(frame.clientWidth));
  eye.observe(frame);
  return () => eye.disconnect();
}
