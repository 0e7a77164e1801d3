#include "gateway/daemon/erasures.h"

#include <utility>

namespace concordat::gateway {

Result<std::size_t> replay_erasures(const ErasureList& list, const PersonFile& persons, Committer& committer,
                                    std::uint32_t thread) {
  const auto handles = list.read();
  if (!handles) return fail(handles.error());
  EraseRequest request;
  for (const Bytes& handle : *handles) {
    auto owner = persons.owner(handle);
    if (!owner) return fail(owner.error());
    if (*owner) request.subjects.push_back(std::move(**owner));
  }
  const std::size_t count = request.subjects.size();
  if (count == 0) return count;
  request.origin.thread = thread;
  request.discard_waiting = true;
  request.value_prefixes = {"alert/"};
  request.note = [](const std::vector<Bytes>&) { return Result<void>(); };  // the list has them
  std::vector<Command> commands;
  commands.emplace_back(std::move(request));
  committer.submit(std::move(commands));
  if (const auto stepped = committer.step(); !stepped) return fail(stepped.error());
  return count;
}

}  // namespace concordat::gateway
