// Writes of single documents by many threads, in few commands.
//
// While a command is on its way, what comes meanwhile waits and goes together in the next one
// (group commit: DeWitt et al., "Implementation techniques for main memory database systems",
// SIGMOD 1984). The server then parses, journals and confirms once for all of them; each caller
// still learns only of its own write. A caller that is alone waits for nobody.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>

#include "mongo/pool.h"
#include "observe/metrics.h"

namespace erp::mongo {

// Thread-safe; w:majority. A call waits for the command that is on its way, Unavailable after
// `timeout`, and then blocks for its own and throws as Lease does. When the server is away,
// everybody in the command has an unknown outcome; a statement that is refused concerns only the
// caller whose it is.
class GroupedWrites {
 public:
  // `timeout`: how long a write waits at most for the command that is on its way.
  GroupedWrites(Pool& pool,
                std::string collection,
                metrics::Registry& registry,
                std::chrono::milliseconds timeout = std::chrono::seconds(1));
  ~GroupedWrites();
  GroupedWrites(const GroupedWrites&) = delete;
  GroupedWrites& operator=(const GroupedWrites&) = delete;

  // As Lease::InsertOne.
  [[nodiscard]] std::optional<DuplicateKey> Insert(const Document& document);

  // True when `filter` matched a document. The server counts the matches of a command as a whole;
  // when some are missing, each is asked for by its `proof`, which must match what this update has
  // left behind and nothing else (such as a new hash in it). Of an update that others have changed
  // again before it was asked for, the answer is false: the caller reads again, as after any lost
  // race.
  [[nodiscard]] bool Update(const Document& filter, const Document& update, const Document& proof);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::mongo
