#include "gateway/cli/bench/load_result.h"

#include <algorithm>
#include <cstdio>

#include "gateway/cli/output/json_writer.h"
#include "gateway/cli/output/table.h"

namespace concordat::cli {
namespace {

double per_second(std::uint64_t number, double seconds) {
  return seconds > 0 ? static_cast<double>(number) / seconds : 0;
}

std::string number(double value, int decimals) {
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

void write(JsonWriter& json, const char* name, const Percentiles& times) {
  json.key(name).begin_object().key("p50").value(times.p50_ms, 3).key("p99").value(times.p99_ms, 3);
  json.key("p999").value(times.p999_ms, 3).end_object();
}

void write(JsonWriter& json, const char* name, const std::optional<double>& value) {
  json.key(name);
  if (value) {
    json.value(*value, 2);
  } else {
    json.null();
  }
}

std::string milliseconds(const Percentiles& times) {
  return "p50 " + number(times.p50_ms, 2) + "   p99 " + number(times.p99_ms, 2) + "   p99.9 " +
         number(times.p999_ms, 2) + " ms";
}

}  // namespace

Percentiles percentiles(std::vector<std::int64_t>& nanoseconds) {
  if (nanoseconds.empty()) return {};
  const auto at = [&](double share) {
    const auto rank = static_cast<std::size_t>(share * static_cast<double>(nanoseconds.size() - 1));
    const auto place = nanoseconds.begin() + static_cast<std::ptrdiff_t>(rank);
    std::nth_element(nanoseconds.begin(), place, nanoseconds.end());
    return static_cast<double>(*place) / 1e6;
  };
  return {at(0.50), at(0.99), at(0.999)};
}

std::string load_json(const LoadResult& result) {
  JsonWriter json;
  json.begin_object();
  json.key("accepted_per_s").value(per_second(result.accepted, result.accept_seconds), 0);
  json.key("delivered_per_s").value(per_second(result.delivered, result.deliver_seconds), 0);
  write(json, "accept_ms", result.accept);
  write(json, "end_to_end_ms", result.end_to_end);
  json.member("lost", result.lost).member("duplicates", result.duplicates);
  json.member("duplicates_unflagged", result.duplicates_unflagged);
  write(json, "server_cpu_us_per_record", result.server_cpu_us_per_record);
  write(json, "server_rss_mb", result.server_rss_mb);
  json.key("generator_cpu_us_per_record").value(result.generator_cpu_us_per_record, 2);
  json.member("sent", result.sent).member("accepted", result.accepted).member("delivered", result.delivered);
  json.member("refused", result.refused).member("failed", result.failed).member("busy", result.busy);
  json.member("held_back", result.held_back).key("seconds").value(result.deliver_seconds, 3);
  json.member("record_bytes", result.record_bytes).member("senders", result.senders);
  json.member("receivers", result.receivers).member("in_flight", result.in_flight);
  if (!result.first_refusal.empty()) json.member("first_refusal", result.first_refusal);
  return json.end_object().text() + '\n';
}

std::string load_text(const LoadResult& result) {
  Table table({"", ""});
  table.add({"accepted", number(per_second(result.accepted, result.accept_seconds), 0) + " records/s"});
  table.add({"delivered", number(per_second(result.delivered, result.deliver_seconds), 0) +
                              " records/s (acknowledged by the recipient)"});
  table.add({"from send to receipt", milliseconds(result.accept)});
  table.add({"from send to delivery", milliseconds(result.end_to_end)});
  table.add({"lost", std::to_string(result.lost)});
  table.add({"duplicates", std::to_string(result.duplicates) + " (" + std::to_string(result.duplicates_unflagged) +
                               " without the flag)"});
  if (result.server_cpu_us_per_record)
    table.add({"gateway's CPU", number(*result.server_cpu_us_per_record, 1) + " µs a record"});
  if (result.server_rss_mb) table.add({"gateway's memory", number(*result.server_rss_mb, 0) + " MB resident"});
  table.add({"generators' CPU", number(result.generator_cpu_us_per_record, 1) + " µs a record"});
  table.add({"load", counted(result.sent, "record") + " of " + std::to_string(result.record_bytes) + " bytes in " +
                         number(result.deliver_seconds, 1) + " s; " + counted(result.senders, "sender") +
                         " with up to " + std::to_string(result.in_flight) + " in flight, " +
                         counted(result.receivers, "receiver")});
  if (result.busy > 0) table.add({"told to wait", counted(result.busy, "time")});
  if (result.refused + result.failed > 0) {
    table.add({"refused or failed", std::to_string(result.refused + result.failed) + ": " + result.first_refusal});
  }
  if (result.held_back > 0) table.add({"left waiting", counted(result.held_back, "record") + " from before this run"});
  return table.str();
}

}  // namespace concordat::cli
