/** A bank's file as the server takes it: gzip, because it is mostly spaces and a large one has to fit into an upload. */
export async function packed(file: File): Promise<File> {
  const stream = file.stream().pipeThrough(new CompressionStream('gzip'));
  return new File([await new Response(stream).arrayBuffer()], `${file.name}.gz`, { type: 'application/gzip' });
}
