/**
 * The protobuf messages that kubectl 1.32 and later send, by field number (kubernetes/api, generated.proto). A field is
 * `name type`: a scalar (string, int, bool), `map` (of strings), or another message; `[]` after it repeats, `?` means
 * that zero is not the same as absent. A message whose fields JSON has in the one around it is called `inline`. What
 * the server keeps itself, whatever a client says, is `ignored`.
 */
export type Messages = Readonly<Record<string, Readonly<Record<number, string>>>>
