/**
 * What the body of a request to the Lambda API may call itself: JSON, or what AWS's tools, `curl -d` and `fetch` say of a body that
 * nobody gave a type.
 */
const READABLE =
  /^(application\/(json|[\w.-]+\+json|x-amz-json-1\.[01]|octet-stream|x-www-form-urlencoded)|binary\/octet-stream|text\/plain)[ \t]*(;|$)/i;

/** Whether a body of this type is read; one that calls itself something else is refused, as Lambda documents it for Invoke. */
export function isReadableType(contentType: string): boolean {
  return READABLE.test(contentType);
}
