interface Message {
  readonly signedOut: string;
}

const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('tsudoi');

export function broadcast(message: Message): void {
  channel?.postMessage(message);
}

export function onBroadcast(listener: (message: Message) => void): () => void {
  const hear = (event: MessageEvent<Message>) => listener(event.data);
  channel?.addEventListener('message', hear);
  return () => channel?.removeEventListener('message', hear);
}
