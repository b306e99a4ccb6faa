/** The ARN in the path of the tag operations. */
export interface TagPath {
  readonly Params: { readonly resource: string };
  readonly Querystring: { readonly tagKeys?: string | readonly string[] };
}

export const TAG_PATH = '/2017-03-31/tags/:resource';
