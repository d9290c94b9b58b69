// Pictures in blocks.

import { el, isOurs, link } from "../dom.js";

/** A picture of ours is shown. One from elsewhere is named and linked: the page loads nothing from outside. */
export function picture(item, className) {
  const address = item.image_url ?? item.slack_file?.page_url ?? item.slack_file?.url;
  const words = item.alt_text || "picture";
  if (address && isOurs(address)) return el("img", { class: className, src: address, alt: words, title: words, loading: "lazy" });
  return el("span", { class: `${className} outside-picture`, data: { testid: "outside-picture" } }, "🖼 ", address ? link(address, words) : words);
}
