#pragma once
// Ledger entries as FHIR R4 AuditEvent resources, after the patterns of IHE Basic Audit Log Patterns (BALP) 1.1: a
// decision as "Authorization Decision" (IHE.BasicAudit.AuthZconsent), one a recipient; a delivery as "Privacy
// Disclosure at Source" (IHE.BasicAudit.PrivacyDisclosure.Source). A resource names the profile in meta.profile where
// it satisfies all of it, and not where the ledger lacks what the profile asks for.
//
// Nobody is identified: the patient is the entry's subject tag, the sender and the recipient are agencies. Every system
// of identifiers begins with the ledger's own origin. Pure; README.md has the table of events.
//
//   for (const std::string& resource : audit_events(line)) std::cout << resource << '\n';

#include <string>
#include <vector>

#include "gateway/cli/ledger/export/ledger_line.h"
#include "protocol/base/result.h"

namespace concordat::cli {

// None for a plan or vocabulary entry, which is no event. kLedgerInvalid when an accept or refuse entry lacks what it
// must say.
[[nodiscard]] Result<std::vector<std::string>> audit_events(const LedgerLine& line);

}  // namespace concordat::cli
