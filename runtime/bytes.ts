/** The byte buffers of the frame format, which the forms of the node path share. */

export { ByteReader, ByteWriter } from "../proto/bytes.ts";
