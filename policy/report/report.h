#pragma once
// The whole policy on one page, for leaders and the public: who shares what with whom, why, and on which lawful basis.
// The page stands alone: no script, nothing fetched; readable without colour, by keyboard and by screen reader, from
// 320 pixels wide, in light and dark, and on paper (WCAG 2.2 AA). Pure.
//
//   write("report.html", report_html(*set, {.unix_seconds = now}));

#include <string>

#include "policy/report/facts.h"

namespace concordat::policy {

[[nodiscard]] std::string report_html(const PolicySet& set, const ReportOptions& options);

// The same facts as one JSON object, for programs.
[[nodiscard]] std::string report_json(const PolicySet& set, const ReportOptions& options);

}  // namespace concordat::policy
