#pragma once
// A new log for a gateway whose store is behind the head that it has signed (a restored backup), since going on with
// the old one would sign two histories (LEDGER.md, Durability). The new log's first entry names the old log, its
// highest head and what the store still holds of it; `carry` entries then say again what waits in the queues, so that
// the new log's balance closes. Queues, dedup keys, receipts and the vault stay. The old log's files are moved aside
// and verify as before.
//
// One thread, alone with the data folder. Nothing is changed before one commit of the store begins the new log; from
// there on a fork that was cut off is finished by run() again, and until then the gateway does not start.
//
//   Fork fork(store, places, [&](const std::string& origin) { return ledger_keys(origin); }, now);
//   Result<ForkPlan> plan = fork.plan();   // refuses where there is nothing to fork
//   Result<ForkDone> done = fork.run(*plan);

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "gateway/ledger/fork/log_origins.h"
#include "gateway/ledger/log_keys.h"
#include "gateway/store/store.h"
#include "protocol/base/result.h"

namespace concordat::gateway {

class LedgerLog;

struct ForkPlaces {
  std::string gateway_name;
  std::string configured_origin;
  std::string suffix;  // the new origin is <gateway_name>/<suffix>; empty: the next ledger-N that is free
  std::filesystem::path head_file;
  std::filesystem::path files;  // the published ledger: DIR/data/ledger
  std::string vkeys;            // DIR/ledger.vkey
};

struct ForkPlan {
  std::string origin;  // of the new log
  std::string head;    // the highest signed head, the whole note
  crypto::Checkpoint signed_head;
  crypto::Checkpoint held;    // what the store holds
  std::uint64_t waiting = 0;  // records for recipients that are carried over
  bool begun = false;         // the store has begun the new log; only the rest is to be done
};

struct ForkDone {
  std::filesystem::path kept;  // the old log's files; empty when there were none
  std::uint64_t carried = 0;
};

class Fork {
 public:
  using MakeKeys = std::function<Result<std::shared_ptr<const LedgerKeys>>(const std::string& origin)>;
  Fork(Store& store, ForkPlaces places, MakeKeys make_keys, std::int64_t unix_ms)
      : store_(store), places_(std::move(places)), make_keys_(std::move(make_keys)), unix_ms_(unix_ms) {}

  // kConflict when the store is not behind; kUsage on an origin that was used before.
  [[nodiscard]] Result<ForkPlan> plan();
  [[nodiscard]] Result<ForkDone> run(const ForkPlan& plan);

 private:
  [[nodiscard]] Result<ForkPlan> plan_rest(const LogOrigins& origins);
  [[nodiscard]] Result<std::string> next_origin(const LogOrigins& origins, const std::string& signed_origin) const;
  [[nodiscard]] std::uint64_t waiting() const;
  [[nodiscard]] Result<void> add_keys(const ForkPlan& plan, const LedgerKeys& keys);
  [[nodiscard]] Result<void> publish_old(const ForkPlan& plan);
  [[nodiscard]] Result<void> begin(const ForkPlan& plan, const LedgerKeys& keys);
  [[nodiscard]] Result<std::filesystem::path> move_files(const ForkPlan& plan);
  [[nodiscard]] Result<void> replace_head(const ForkPlan& plan, const LedgerKeys& keys);
  [[nodiscard]] Result<std::uint64_t> carry(LedgerLog& log);
  [[nodiscard]] Result<void> step(LedgerLog& log, const std::function<Result<void>()>& append, Bytes progress);

  Store& store_;
  ForkPlaces places_;
  MakeKeys make_keys_;
  std::int64_t unix_ms_;
};

}  // namespace concordat::gateway
