// Keeps the memory of the process near what it uses. glibc's allocator makes an arena for nearly
// every thread and keeps what each once needed: after a burst of large answers a daemon of 20 MB
// would stay at hundreds.
#pragma once

#include <cstddef>
#include <thread>

namespace erp::memory {

// Bytes of the process that are in memory now (resident set).
std::size_t Resident();

// Bytes that the allocator keeps though nobody uses them. Takes the locks of its arenas for a
// moment.
std::size_t Unused();

// While it lives, memory that was freed goes back to the system: every five seconds, when more
// than 4 MiB of it are kept. Make it before any other thread starts (daemon/daemon.h does): it also
// bounds the number of arenas, which holds for what is allocated from then on.
class Trimmer {
 public:
  Trimmer();
  // Ends at once.
  ~Trimmer() = default;
  Trimmer(const Trimmer&) = delete;
  Trimmer& operator=(const Trimmer&) = delete;

 private:
  std::jthread thread_;
};

// What the trimmer does each time. True when there was something worth giving back.
bool Trim();

}  // namespace erp::memory
