#include "policy/report/diagram.h"

#include <algorithm>

#include "policy/report/terms.h"

namespace concordat::policy {
namespace {

// In the units of the drawing, which are pixels at its full width.
constexpr int kWidth = 800, kNodeWidth = 200, kLabelWidth = 215, kTop = 34, kEdge = 2, kHead = 9;
constexpr int kPort = 30, kNodePadding = 10, kNodeGap = 18, kLine = 19;
constexpr std::size_t kNameColumns = 22, kLabelColumns = 30;

struct Arrow {
  const AgreementFacts* agreement;
  std::string from, to;  // ids of agencies
  int from_y = 0, to_y = 0;
};

struct Node {
  std::string agency;
  std::vector<std::string> lines;  // its name
  std::vector<Arrow*> arrows;
  int y = 0, height = 0;
};

std::size_t columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

// At most `limit` characters, the last of them an ellipsis where something is cut off.
std::string shortened(const std::string& text, std::size_t limit) {
  if (columns(text) <= limit) return text;
  std::size_t end = 0;
  for (std::size_t taken = 0; end < text.size() && taken < limit; ++end) {
    if ((static_cast<unsigned char>(text[end]) & 0xC0) != 0x80) ++taken;
  }
  while (end > 0 && (static_cast<unsigned char>(text[--end]) & 0xC0) == 0x80) {
  }
  return text.substr(0, end) + "…";
}

std::vector<std::string> wrapped(const std::string& name) {
  std::vector<std::string> lines;
  std::string line;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    const std::string word = name.substr(at, end - at);
    if (!line.empty() && columns(line) + 1 + columns(word) > kNameColumns) {
      lines.push_back(shortened(line, kNameColumns));
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    at = end + 1;
  }
  lines.push_back(shortened(line, kNameColumns));
  return lines;
}

Node& node_of(std::vector<Node>& nodes, const Facts& facts, const std::string& agency) {
  auto node = std::find_if(nodes.begin(), nodes.end(), [&](const Node& n) { return n.agency == agency; });
  if (node == nodes.end()) node = nodes.insert(node, {agency, wrapped(facts.agency(agency)), {}});
  return *node;
}

// Stacks the nodes and gives each arrow its place; returns where the stack ends.
int place(std::vector<Node>& nodes, int Arrow::*end) {
  int y = kTop;
  for (Node& node : nodes) {
    const int names = static_cast<int>(node.lines.size()) * kLine + 2 * kNodePadding;
    const int ports = static_cast<int>(node.arrows.size()) * kPort + kNodePadding;
    node.y = y;
    node.height = std::max(names, ports);
    int port = y + (node.height - static_cast<int>(node.arrows.size()) * kPort) / 2 + kPort / 2;
    for (Arrow* arrow : node.arrows) {
      arrow->*end = port;
      port += kPort;
    }
    y += node.height + kNodeGap;
  }
  return y;
}

void draw(Html& html, const Node& node, int x) {
  const std::string left = std::to_string(x), width = std::to_string(kNodeWidth);
  html.leaf("rect", "",
            {{"class", "node"},
             {"x", left},
             {"y", std::to_string(node.y)},
             {"width", width},
             {"height", std::to_string(node.height)},
             {"rx", "6"}});
  int y = node.y + (node.height - static_cast<int>(node.lines.size()) * kLine) / 2 + 14;
  for (const std::string& line : node.lines) {
    html.leaf("text", line, {{"class", "name"}, {"x", std::to_string(x + kNodeWidth / 2)}, {"y", std::to_string(y)}});
    y += kLine;
  }
}

void draw(Html& html, const Arrow& arrow) {
  const bool in_force = arrow.agreement->state == State::kInForce;
  const int start = kNodeWidth + kEdge, turn = start + kLabelWidth, end = kWidth - kNodeWidth - kEdge - kHead;
  const int middle = (turn + end) / 2;
  const auto at = [](int x, int y) { return std::to_string(x) + " " + std::to_string(y); };
  const std::string path = "M" + at(start, arrow.from_y) + " L" + at(turn, arrow.from_y) + " C" +
                           at(middle, arrow.from_y) + " " + at(middle, arrow.to_y) + " " + at(end, arrow.to_y);
  html.leaf("path", "", {{"class", in_force ? "arrow" : "arrow apart"}, {"d", path}, {"marker-end", "url(#head)"}});
  const std::string label =
      shortened(arrow.agreement->agreement->id.str(), kLabelColumns - 14) + (in_force ? "" : " (not in force)");
  html.leaf("text", label,
            {{"class", "label"}, {"x", std::to_string(start + 10)}, {"y", std::to_string(arrow.from_y - 6)}});
}

std::string description(const std::vector<Arrow>& arrows, const Facts& facts) {
  std::vector<std::string> flows;
  for (const Arrow& arrow : arrows) {
    flows.push_back(facts.agency(arrow.from) + " to " + facts.agency(arrow.to) + " under " +
                    arrow.agreement->agreement->id.str() +
                    (arrow.agreement->state == State::kInForce ? "" : ", not in force"));
  }
  std::string text = "Arrows from the agencies that send to those that receive: ";
  for (std::size_t i = 0; i < flows.size(); ++i) text += (i == 0 ? "" : "; ") + flows[i];
  return text + ". The table below says the same.";
}

}  // namespace

void write_diagram(Html& html, const Facts& facts) {
  std::vector<Arrow> arrows;
  for (const AgreementFacts& one : facts.agreements) {
    for (const Written& recipient : one.agreement->recipients)
      arrows.push_back({&one, one.agreement->provider.text, recipient.text});
  }
  if (arrows.empty()) return;
  std::vector<Node> senders, receivers;
  for (Arrow& arrow : arrows) node_of(senders, facts, arrow.from).arrows.push_back(&arrow);
  for (const Node& sender : senders) {
    for (const Arrow* arrow : sender.arrows) node_of(receivers, facts, arrow->to);
  }
  // Those that go to the same agency go side by side, so that few cross.
  for (Node& sender : senders) {
    std::stable_sort(sender.arrows.begin(), sender.arrows.end(), [&](const Arrow* a, const Arrow* b) {
      return &node_of(receivers, facts, a->to) < &node_of(receivers, facts, b->to);
    });
    for (Arrow* arrow : sender.arrows) node_of(receivers, facts, arrow->to).arrows.push_back(arrow);
  }
  const int height = std::max(place(senders, &Arrow::from_y), place(receivers, &Arrow::to_y));
  const auto frame = html.open("div", {{"class", "scroll"},
                                       {"tabindex", "0"},
                                       {"role", "group"},
                                       {"aria-label", "Diagram of flows, may scroll sideways"}});
  const auto svg = html.open("svg", {{"role", "img"},
                                     {"aria-labelledby", "flows-title flows-description"},
                                     {"viewBox", "0 0 " + std::to_string(kWidth) + " " + std::to_string(height)}});
  html.leaf("title", "Who sends to whom", {{"id", "flows-title"}});
  html.leaf("desc", description(arrows, facts), {{"id", "flows-description"}});
  html.literal(
      R"(<defs><marker id="head" viewBox="0 0 10 10" refX="1" refY="5" markerWidth="9" markerHeight="9" )"
      R"(markerUnits="userSpaceOnUse" orient="auto"><path class="head" d="M0 0L10 5L0 10z"/></marker></defs>)");
  html.leaf("text", "Sends", {{"class", "column"}, {"x", std::to_string(kNodeWidth / 2)}, {"y", "20"}});
  html.leaf("text", "Receives", {{"class", "column"}, {"x", std::to_string(kWidth - kNodeWidth / 2)}, {"y", "20"}});
  for (const Arrow& arrow : arrows) draw(html, arrow);
  for (const Node& node : senders) draw(html, node, kEdge);
  for (const Node& node : receivers) draw(html, node, kWidth - kNodeWidth - kEdge);
}

}  // namespace concordat::policy
