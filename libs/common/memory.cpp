#include "common/memory.h"

#include <malloc.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "common/stop.h"

namespace erp::memory {
namespace {

// Threads that allocate at once are no more than cores; further arenas only keep memory apart.
constexpr int kArenas = 2;
// From this size on a block is a mapping of its own and goes back when it is freed. Fixed, since
// glibc would raise it to the largest block that was ever freed.
constexpr int kMapFrom = 256 * 1024;
constexpr std::size_t kWorthTrimming = 4 * 1024 * 1024;
constexpr std::chrono::milliseconds kEvery{5000};

}  // namespace

std::size_t Resident() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr) return 0;
  unsigned long total = 0;
  unsigned long resident = 0;
  const int read = std::fscanf(file, "%lu %lu", &total, &resident);
  std::fclose(file);
  return read == 2 ? resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

std::size_t Unused() { return ::mallinfo2().fordblks; }

bool Trim() {
  if (Unused() < kWorthTrimming) return false;
  ::malloc_trim(0);
  return true;
}

Trimmer::Trimmer() {
  ::mallopt(M_ARENA_MAX, kArenas);
  ::mallopt(M_MMAP_THRESHOLD, kMapFrom);
  thread_ = std::jthread([](const std::stop_token& stop) {
    while (SleepUnlessStopped(stop, kEvery)) Trim();
  });
}

}  // namespace erp::memory
