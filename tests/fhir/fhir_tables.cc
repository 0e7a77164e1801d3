// fhir_tables FILE: what the redactor and the verifier know of FHIR R4 against its definitions, of which FILE has one
// element a line ("modifier Observation.status"; elements.mjs writes it). Prints what is missing or too much; exit 1
// then.
#include <cctype>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>

#include "policy/redact/json/element_part.h"
#include "policy/redact/json/fhir_structure.h"
#include "policy/verify/json/fhir_rules.h"

namespace concordat::policy {
namespace {

using Words = std::map<std::string, std::set<std::string>>;

std::string kind_of(Structure structure) {
  switch (structure) {
    case Structure::kModifier:
    case Structure::kDemandingModifier: return "modifier";
    case Structure::kRequired: return "required";
    case Structure::kRequiredReference: return "reference";
    case Structure::kInstant: return "instant";
    default: return "";
  }
}

Words redactor_table() {
  Words table;
  for (const StructuralPlace& place : fhir_structure()) table[kind_of(place.structure)].insert(place.selector);
  return table;
}

Words definitions(const char* path) {
  Words table;
  std::ifstream in(path);
  for (std::string kind, element; in >> kind >> element;) table[kind].insert(element);
  return table;
}

// The verifier knows members as they are written, so that a choice is asked of by two of its names.
bool verifier_knows(std::string element) {
  if (element.size() < 3 || element.substr(element.size() - 3) != "[x]") return modifier_path(element);
  element.resize(element.size() - 3);
  return modifier_path(element + "Boolean") && modifier_path(element + "DateTime");
}

int compare(const char* path) {
  const Words known = redactor_table();
  const Words defined = definitions(path);
  int faults = 0;
  const auto fault = [&faults](const std::string& words) {
    std::cout << words << "\n";
    ++faults;
  };
  for (const char* kind : {"modifier", "required", "reference", "instant"}) {
    const auto of = defined.find(kind);
    if (of == defined.end()) return fault(std::string("the definitions name no ") + kind), 1;
    for (const std::string& element : of->second) {
      if (known.at(kind).count(element) == 0) fault("the redactor does not know: " + std::string(kind) + " " + element);
      if (std::string(kind) != "modifier") continue;
      const bool demanding = element == "Patient.link" || element == "Questionnaire.item.enableWhen" ||
                             element.rfind("MedicinalProductIngredient.", 0) == 0;
      if (verifier_knows(element) == demanding) fault("the verifier is wrong about the modifier " + element);
    }
  }
  for (const std::string& element : known.at("modifier")) {
    if (element[0] != '*' && element != "Task.intent" && defined.at("modifier").count(element) == 0)
      fault("no modifier in R4: " + element);
  }
  std::cout << faults << " differences from the definitions of R4\n";
  return faults == 0 ? 0 : 1;
}

}  // namespace
}  // namespace concordat::policy

int main(int count, char** words) {
  if (count == 2) return concordat::policy::compare(words[1]);
  std::cerr << "fhir_tables FILE\n";
  return 64;
}
