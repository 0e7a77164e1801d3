#include "tests/unit/gateway/session/counter.h"

#include <algorithm>
#include <stdexcept>

#include "gateway/runtime/files.h"

namespace concordat::gateway {
namespace {

namespace wire = native::v1;

}  // namespace

Gatehouse::Gatehouse() : ledger_keys(test_keys()) {
  auto opened = LedgerLog::open(store, ledger_keys, folder.path() / "head");
  if (!opened) throw std::runtime_error(opened.error().detail);
  log = std::move(*opened);
  committer = std::make_unique<Committer>(Committer::Dependencies{
      .store = store,
      .log = *log,
      .clock = clock,
      .deliver_answers = [this](std::uint32_t, Answers answers) { answers_.push_back(std::move(answers)); },
      .committed = [](const Committed&) {}});
  auto events = EventLog::open({.file = folder.path() / "log.json", .terminal = false}, clock);
  if (!events) throw std::runtime_error(events.error().detail);
  event_log_ = std::move(*events);
  event_buffer_.emplace(*event_log_);
  delivery_.reset(new DeliveryTools{store, *keys, clock, *event_buffer_, outbox, {}, {}, {}, {}});
  services_.emplace(
      SessionServices{policy, health, *keys, clock, store, quotas, judge_, *delivery_, *event_buffer_, outbox});
}

Gatehouse::~Gatehouse() = default;

void Gatehouse::run() {
  while (true) {
    for (auto& [number, counter] : counters_) counter->session.produce();
    committer->submit(std::exchange(outbox, {}));
    const auto stepped = committer->step();
    if (!stepped) throw std::runtime_error(stepped.error().detail);
    for (; !answers_.empty(); answers_.pop_front()) {
      const Answers& answers = answers_.front();
      for (const Answer& answer : answers.answers) {
        const auto at = counters_.find(std::visit([](const auto& one) { return one.origin.session; }, answer));
        if (at == counters_.end()) {
          if (const auto* noted = std::get_if<EventAnswer>(&answer)) on_event(*noted);
          if (const auto* erased = std::get_if<EraseAnswer>(&answer)) on_erased(*erased);
          continue;
        }
        NativeSession& session = at->second->session;
        if (const auto* accepted = std::get_if<SubmissionAnswer>(&answer))
          session.on_answer(*accepted, *answers.checkpoint);
        if (const auto* settled = std::get_if<SettleAnswer>(&answer)) session.on_answer(*settled);
        if (const auto* noted = std::get_if<EventAnswer>(&answer)) session.on_answer(*noted);
      }
    }
    if (!*stepped) return;
  }
}

std::string Gatehouse::ledger() {
  std::string all;
  const std::vector<Bytes> entries = store.entries(0, log->size()).value();
  for (const Bytes& entry : entries) all += entry + '\n';
  return all;
}

std::string Gatehouse::end_log() {
  event_buffer_->hand_over();
  event_log_.reset();
  return read_file(folder.path() / "log.json").value();
}

Counter::Counter(Gatehouse& house, const std::string& agency)
    : session(*house.services_, {agency, std::string(64, 'f'), "127.0.0.1"},
              {.thread = 0, .session = house.next_session_, .sequence = 0}),
      house_(house),
      number_(house.next_session_++) {
  house_.counters_.emplace(number_, this);
}

Counter::~Counter() {
  house_.counters_.erase(number_);
}

wire::Frame Counter::submission(std::uint64_t sequence, const std::string& id) {
  wire::Frame frame;
  wire::Submit& submit = *frame.mutable_submit();
  submit.set_sequence(sequence);
  submit.set_sender_id(id);
  submit.add_recipients("eastshire-council");
  submit.set_format(wire::FORMAT_JSON);
  submit.set_body(example_record("discharge-notice-1.json"));
  return frame;
}

void Counter::greet(const std::vector<std::string>& features) {
  wire::Frame frame;
  frame.mutable_hello()->set_version(1);
  for (const std::string& feature : features) frame.mutable_hello()->add_features(feature);
  send(frame);
}

void Counter::credit(std::uint32_t records, std::uint64_t bytes) {
  wire::Frame frame;
  frame.mutable_credit()->set_records(records);
  frame.mutable_credit()->set_bytes(bytes);
  send(frame);
}

void Counter::acknowledge(std::uint64_t first, std::uint64_t last) {
  wire::Frame frame;
  wire::Range& range = *frame.mutable_ack()->add_ranges();
  range.set_first(first);
  range.set_last(last);
  send(frame);
}

void Counter::reject(std::uint64_t sequence, const std::string& reason) {
  wire::Frame frame;
  frame.mutable_reject()->set_sequence(sequence);
  frame.mutable_reject()->set_reason(reason);
  send(frame);
}

void Counter::ask(const std::string& id) {
  wire::Frame frame;
  frame.mutable_status_request()->set_sequence(1);
  frame.mutable_status_request()->set_id(id);
  send(frame);
}

void Counter::close() {
  wire::Frame frame;
  frame.mutable_close();
  send(frame);
}

std::vector<wire::Frame> Counter::take() {
  const std::string said = std::exchange(session.output(), {});
  protocol::native::FrameReader reader(limits::kFrameBytes);
  const auto room = reader.prepare(said.size());
  std::copy(said.begin(), said.end(), room.begin());
  reader.commit(said.size());
  std::vector<wire::Frame> frames;
  for (wire::Frame frame; reader.next(frame).value(); frame.Clear()) frames.push_back(frame);
  return frames;
}

template <>
std::vector<wire::Receipt> Counter::take() {
  std::vector<wire::Receipt> found;
  for (wire::Frame& frame : take())
    if (frame.has_receipt()) found.push_back(frame.receipt());
  return found;
}

template <>
std::vector<wire::Delivery> Counter::take() {
  std::vector<wire::Delivery> found;
  for (wire::Frame& frame : take())
    if (frame.has_delivery()) found.push_back(frame.delivery());
  return found;
}

template <>
std::vector<wire::Settled> Counter::take() {
  std::vector<wire::Settled> found;
  for (wire::Frame& frame : take())
    if (frame.has_settled()) found.push_back(frame.settled());
  return found;
}

template <>
std::vector<wire::StatusReply> Counter::take() {
  std::vector<wire::StatusReply> found;
  for (wire::Frame& frame : take())
    if (frame.has_status_reply()) found.push_back(frame.status_reply());
  return found;
}

template <>
std::vector<wire::Close> Counter::take() {
  std::vector<wire::Close> found;
  for (wire::Frame& frame : take())
    if (frame.has_close()) found.push_back(frame.close());
  return found;
}

}  // namespace concordat::gateway
