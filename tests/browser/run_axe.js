// Runs in the page under test: opens all that can be opened, lets axe-core look at it, and writes what was found into the
// document, or into that of narrow.html, a line a finding, for tests/browser/check to read.
(async () => {
  for (const group of document.querySelectorAll("details")) group.open = true;
  const lines = [];
  const standards = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
  try {
    const found = await axe.run(document, { runOnly: standards });
    for (const rule of found.violations) {
      for (const node of rule.nodes) lines.push(`violation: ${rule.id}: ${rule.help}: ${node.target.join(" ")}`);
    }
    const scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
    lines.push(`passed: ${found.passes.length} rules, ${scheme}, ${innerWidth} pixels wide`);
  } catch (error) {
    lines.push(`violation: axe-core did not finish: ${error}`);
  }
  for (const entry of performance.getEntriesByType("resource")) lines.push(`fetched: ${entry.name}`);
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) lines.push(`too wide: ${root.scrollWidth} pixels at ${root.clientWidth}`);
  const text = `\n${lines.join("\n")}\n`;
  if (parent !== window) return parent.postMessage(text, "*");
  const result = document.createElement("pre");
  result.id = "found";
  result.textContent = text;
  document.body.append(result);
})();
