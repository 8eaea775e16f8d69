/** What says who asks, of those who have a token. */
export function bearer(token: string): { authorization: string } {
  return { authorization: `Bearer ${token}` };
}

/** The body of a GET that must succeed. */
export async function getJson<Body>(url: string, token: string): Promise<Body> {
  const response = await fetch(url, { headers: bearer(token) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}: ${await response.text()}`);
  return (await response.json()) as Body;
}
