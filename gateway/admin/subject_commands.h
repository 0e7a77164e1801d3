#pragma once
// Subject access and erasure over the control socket, on the running gateway. Every request names the officer who makes
// it and why; it is in the ledger, with the person's tag, before it is answered. A person of whom nothing is known, and
// one of whom all is lawfully held back, get the same answer and leave the same traces.
//
//   {"command":"subject","identifiers":["9434765919"],"by":"riverside-trust/Caldicott Guardian","reason":"SAR 17"}
//       -> {"ok":true,"request":{"index":…,"id":…},"entries":[{"index":…,"record":…,"detail":{…}},…]}
//      with "whole":true, for an auditor: what is held back too ("held_back":true), and "keys":[…], which make the tags
//   {"command":"subject-release","identifiers":[one],"record":…,…}   their own report may tell of that record
//   {"command":"subject-link","identifiers":[a,b],…}      both are one person's; "subject-unlink" takes one away again
//   {"command":"subject-erase","identifiers":[one],…}     with "discard":true what waits about them is discarded
//       -> {"ok":true,"index":…,"handles":[…],"records":3} once no file of the store holds anything of them
//
// On one thread; an erasure's scrubbing has a thread of its own and takes as long as it takes.

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "gateway/commit/committer.h"
#include "gateway/keys/key_store.h"
#include "gateway/ledger/persons/erasure_list.h"
#include "gateway/ledger/persons/person_file.h"
#include "gateway/runtime/event_log.h"
#include "gateway/store/store.h"

namespace concordat::gateway {

struct SubjectRequest {
  std::vector<std::string> identifiers;
  std::string record;
  std::string by;
  std::string reason;
  bool whole = false;
  bool discard = false;
};

class SubjectCommands {
 public:
  using Reply = std::function<void(std::string)>;
  // Origin::session of what it asks of the committer: no connection's number.
  static constexpr std::uint64_t kSession = std::uint64_t{1} << 63;
  struct Dependencies {
    Store& store;
    const KeyStore& keys;
    const crypto::AeadKey& vault_key;
    Committer& committer;
    const Clock& clock;
    LogBuffer& log;
    const ErasureList& erasures;
    // The id of the key of an officer of some agency, "AGENCY/NAME", or why there is none.
    std::function<Result<std::string>(std::string_view officer)> officer_key;
    std::function<bool(std::string_view purpose)> held_from_subject;
    std::function<RecordId()> mint;                   // an id for a request
    std::function<void(std::function<void()>)> post;  // to this thread, from any
    std::uint32_t thread = 0;                         // Origin::thread
  };
  explicit SubjectCommands(Dependencies dependencies)
      : deps_(std::move(dependencies)), file_(deps_.store, deps_.vault_key) {}
  // Waits for a scrubbing that is under way.
  ~SubjectCommands();
  SubjectCommands(const SubjectCommands&) = delete;
  SubjectCommands& operator=(const SubjectCommands&) = delete;

  [[nodiscard]] static bool knows(std::string_view command) { return command.starts_with("subject"); }
  void answer(std::string_view command, const SubjectRequest& request, const Reply& reply);
  void on_answer(const EventAnswer& answer);
  void on_answer(const EraseAnswer& answer);
  // Goes on with what an earlier process left undone.
  void resume_scrub();

 private:
  // Who asks, proven as far as the control socket proves it, about whom.
  struct Asked {
    std::string by;
    std::string reason;
    bool whole = false;   // an auditor's look-up: its reason may tell of what is held back, and is held back too
    std::string officer;  // the key's id
    RecordId id;
    std::vector<Bytes> hashes;  // of the first identifier and those linked to it
  };
  using Then = std::function<void(const EventAnswer&)>;

  Result<Asked> read(const SubjectRequest& request, std::size_t identifiers) const;
  Result<void> look_up(const SubjectRequest& request, const Reply& reply);
  Result<void> release(const SubjectRequest& request, const Reply& reply);
  Result<void> link(const SubjectRequest& request, const Reply& reply, bool together);
  Result<void> erase(const SubjectRequest& request, const Reply& reply);
  [[nodiscard]] Result<std::string> entries_json(const Asked& asked, bool whole) const;
  [[nodiscard]] bool hidden(const PersonEntry& entry) const;
  void record(std::string_view event, std::string_view category, const Asked& asked,
              std::vector<std::pair<std::string, std::string>> fields, std::vector<std::pair<Bytes, Bytes>> vault,
              Then then);
  void scrub(std::function<void(const Result<void>&)> done);
  void say(std::string_view action, std::string_view message, const Asked& asked, const EventAnswer& answer);

  Dependencies deps_;
  PersonFile file_;
  std::uint64_t next_ = 0;
  std::map<std::uint64_t, Then> waiting_;
  std::map<std::uint64_t, std::function<void(const EraseAnswer&)>> erasing_;
  std::thread scrubbing_;
  bool linking_ = false;
};

}  // namespace concordat::gateway
