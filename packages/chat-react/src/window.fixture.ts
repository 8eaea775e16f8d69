/**
 * As much of a browser as React asks for when nothing is rendered: to be imported before React DOM and React Query,
 * which look for a window when they are loaded.
 */
const document = { nodeType: 9, addEventListener: () => undefined, activeElement: null };

Object.assign(globalThis, {
  window: globalThis,
  document,
  HTMLIFrameElement: class {},
  IS_REACT_ACT_ENVIRONMENT: true,
});

/** Something React takes for an element to render into. */
export function container(): Element {
  const element = { nodeType: 1, tagName: 'DIV', ownerDocument: document, addEventListener: () => undefined };
  return element as unknown as Element;
}
