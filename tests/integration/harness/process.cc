#include "tests/integration/harness/process.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace concordat::integration {
namespace {

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("cannot make a pipe");
    read_end = ends[0];
    write_end = ends[1];
  }
  int read_end;
  int write_end;
};

// In the child: nothing but system calls until the program is there.
[[noreturn]] void become(char* const* arguments, int out, int err) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::dup2(::open("/dev/null", O_RDONLY), STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

}  // namespace

class Process::Output {
 public:
  Output(int out, int err) : descriptors_{out, err}, reader_([this] { read_all(); }) {}
  ~Output() {
    reader_.join();
    for (const int descriptor : descriptors_) ::close(descriptor);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  [[nodiscard]] std::string text(std::size_t which) const {
    const std::lock_guard lock(mutex_);
    return texts_[which];
  }
  std::optional<std::string> wait_for_line(std::string_view words, Deadline deadline) {
    std::unique_lock lock(mutex_);
    std::optional<std::string> found;
    changed_.wait_until(lock, deadline, [&] {
      found = line_with(words);
      return found || ended_;
    });
    return found;
  }
  void wait_for_end() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return ended_; });
  }

 private:
  std::optional<std::string> line_with(std::string_view words) const {
    const std::size_t at = texts_[0].find(words);
    if (at == std::string::npos) return std::nullopt;
    const std::size_t end = texts_[0].find('\n', at);
    if (end == std::string::npos) return std::nullopt;
    const std::size_t before = texts_[0].rfind('\n', at);
    const std::size_t begin = before == std::string::npos ? 0 : before + 1;
    return texts_[0].substr(begin, end - begin);
  }

  void read_all() {
    std::array<pollfd, 2> waiting{pollfd{descriptors_[0], POLLIN, 0}, pollfd{descriptors_[1], POLLIN, 0}};
    std::array<char, 65536> bytes{};
    while (waiting[0].fd >= 0 || waiting[1].fd >= 0) {
      if (::poll(waiting.data(), waiting.size(), -1) < 0) continue;
      for (std::size_t i = 0; i < waiting.size(); ++i) {
        if (waiting[i].revents == 0) continue;
        const ssize_t count = ::read(waiting[i].fd, bytes.data(), bytes.size());
        if (count <= 0) waiting[i].fd = -1;  // poll() passes over it
        const std::lock_guard lock(mutex_);
        if (count > 0) texts_[i].append(bytes.data(), static_cast<std::size_t>(count));
        changed_.notify_all();
      }
    }
    const std::lock_guard lock(mutex_);
    ended_ = true;
    changed_.notify_all();
  }

  std::array<int, 2> descriptors_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::array<std::string, 2> texts_;
  bool ended_ = false;
  std::thread reader_;  // last: it starts when all else is there
};

Process::Process(const std::vector<std::string>& arguments) {
  std::vector<std::string> copies = arguments;
  std::vector<char*> pointers;
  for (std::string& argument : copies) pointers.push_back(argument.data());
  pointers.push_back(nullptr);
  const Pipe out;
  const Pipe err;
  pid_ = ::fork();
  if (pid_ == 0) become(pointers.data(), out.write_end, err.write_end);
  ::close(out.write_end);
  ::close(err.write_end);
  if (pid_ < 0) throw std::runtime_error("cannot start " + arguments.front());
  output_ = std::make_unique<Output>(out.read_end, err.read_end);
}

Process& Process::operator=(Process&& other) noexcept {
  std::swap(output_, other.output_);
  std::swap(pid_, other.pid_);
  std::swap(exit_code_, other.exit_code_);
  std::swap(signal_, other.signal_);
  return *this;
}

Process::~Process() {
  if (output_) kill_and_wait();
}

std::optional<std::string> Process::wait_for_line(std::string_view words, Deadline deadline) {
  return output_->wait_for_line(words, deadline);
}

bool Process::wait(Deadline deadline) {
  if (pid_ < 0) return true;
  const int descriptor = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));  // glibc 2.36 declares no C++ function
  if (descriptor < 0) throw std::runtime_error("cannot wait for a program");
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  pollfd waiting{descriptor, POLLIN, 0};
  const int ready = ::poll(&waiting, 1, left > 0 ? static_cast<int>(left) : 0);
  ::close(descriptor);
  if (ready <= 0) return false;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  pid_ = -1;
  if (WIFEXITED(status)) exit_code_ = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) signal_ = WTERMSIG(status);
  output_->wait_for_end();
  return true;
}

void Process::signal(int number) {
  if (pid_ > 0) ::kill(pid_, number);
}

void Process::kill_and_wait() {
  signal(SIGKILL);
  wait(in(std::chrono::seconds(60)));
}

std::string Process::out() const {
  return output_->text(0);
}
std::string Process::err() const {
  return output_->text(1);
}

Finished run(const std::vector<std::string>& arguments, std::chrono::milliseconds time) {
  Process process(arguments);
  if (!process.wait(in(time))) {
    process.kill_and_wait();
    Finished late = process.finished();
    late.err += "\n(" + arguments.front() + " did not end in time)";
    return late;
  }
  return process.finished();
}

}  // namespace concordat::integration
