/** Small steps that defaults are made of. */
import { type Fields, isFields } from '#shared/model/fields.ts'

/** `given` wins over `defaults`. */
export const or = (given: Fields, defaults: Fields): Fields => ({ ...defaults, ...given })

/** The object with the field changed, where the field is an object. */
export const withPart = (object: Fields, field: string, change: (part: Fields) => Fields): Fields =>
  isFields(object[field]) ? { ...object, [field]: change(object[field]) } : object

/** The object with each item of the list changed, where the field is a list; items that are no objects stay. */
export const withItems = (object: Fields, field: string, change: (item: Fields) => Fields): Fields => {
  const items = object[field]
  if (!Array.isArray(items)) return object
  return { ...object, [field]: items.map((item) => (isFields(item) ? change(item) : item)) }
}
