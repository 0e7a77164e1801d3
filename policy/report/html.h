#pragma once
// Writes HTML in which every value is escaped and every element is closed: an Element lives as long as its tag is open.
// What must not stand in a page (control characters, overrides of the reading direction, invalid UTF-8) is shown as
// \xNN. Not synchronised.
//
//   Html html;
//   {
//     const auto list = html.open("ul", {{"class", "plain"}});
//     html.leaf("li", agency.name);
//   }
//   page += html.text();

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace concordat::policy {

// Safe between tags and between double quotes.
[[nodiscard]] std::string escaped(std::string_view text);

class Html {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  class [[nodiscard]] Element {
   public:
    Element(Html& html, std::string_view tag) : html_(html), tag_(tag) {}
    ~Element();
    Element(const Element&) = delete;
    Element& operator=(const Element&) = delete;

   private:
    Html& html_;
    std::string_view tag_;
  };

  // Tags and the names of attributes are literals: they are written as they are.
  Element open(std::string_view tag, Attributes attributes = {});
  // An element that holds a text only.
  void leaf(std::string_view tag, std::string_view text, Attributes attributes = {});
  // One that holds nothing and is not closed: meta.
  void single(std::string_view tag, Attributes attributes);
  void text(std::string_view text) { out_ += escaped(text); }
  // Markup that a person wrote into this program: a style sheet.
  void literal(std::string_view markup) { out_ += markup; }
  // A <ul> of these texts; nothing when there are none.
  void list(const std::vector<std::string>& texts, Attributes attributes = {});

  [[nodiscard]] const std::string& str() const { return out_; }

 private:
  void start(std::string_view tag, Attributes attributes);

  std::string out_;
};

}  // namespace concordat::policy
