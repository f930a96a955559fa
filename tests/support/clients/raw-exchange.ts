import { connect } from 'node:net';

/** Sends raw bytes, and returns all that the server sends until the connection ends. */
export async function exchange(url: string, bytes: string): Promise<{ head: string; body: string }> {
  const text = await new Promise<string>((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(bytes));
    let received = '';
    socket.on('data', (chunk) => (received += chunk.toString()));
    socket.on('close', () => resolve(received));
    socket.on('error', reject);
  });
  const [head = '', rest = ''] = text.split('\r\n\r\n');
  // The JSON is the part between the outermost braces, with or without chunked encoding.
  return { head, body: rest.slice(rest.indexOf('{'), rest.lastIndexOf('}') + 1) };
}
