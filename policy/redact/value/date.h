#pragma once
// Dates as FHIR R4 and HL7 v2 write them, whole or partial, and how to make one coarser: it is cut by its own digits,
// those of its own time zone, and stays a date of its format. Only dates that exist are dates. Pure; no state.
//
//   coarser_date("1974-12-25T23:30:00-05:00", Grain::kDay, DateForm::kIso) == "1974-12-25"
//   coarser_date("197412252330-0500", Grain::kMonth, DateForm::kHl7) == "197412"
//   coarser_date("1974", Grain::kDay, DateForm::kIso) == "1974"                                never finer than it was

#include <optional>
#include <string>
#include <string_view>

#include "policy/model/action.h"

namespace concordat::policy {

// kIso: a date or dateTime of FHIR R4, or ISO 8601's extended form with the seconds or the zone left out, which plain
// JSON often holds. kHl7: HL7 v2 (chapter 2, DT, DTM, TS) YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]. nullopt:
// `value` is none of these.
[[nodiscard]] std::optional<std::string> coarser_date(std::string_view value, Grain grain, DateForm form);

// FHIR R4 date or dateTime, whole or partial.
[[nodiscard]] bool fhir_date(std::string_view text);

}  // namespace concordat::policy
