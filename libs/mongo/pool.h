// Connections to one MongoDB replica set, lent one at a time.
//
// Writes are w:majority with `j` left out (journalled, without the wait for the next periodic
// flush that j:false would cause); reads are majority reads, so nobody is shown what a fail-over
// could take back. Driver and server time limits are set here, not in the URI.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/error.h"
#include "mongo/bson.h"
#include "observe/metrics.h"

namespace erp::mongo {

struct PoolOptions {
  // mongodb://user:password@host:port/?replicaSet=rs0&authSource=admin, with &tls=true&tlsCAFile=…
  // (and tlsCertificateKeyFile) by TLS.
  std::string uri;
  std::string database;  // every collection named below is in it
  std::string app_name;  // shown in the server's log and currentOp
  std::size_t connections = 32;
  std::chrono::milliseconds acquire_timeout{1000};
  std::chrono::milliseconds server_selection_timeout{1000};
  std::chrono::milliseconds connect_timeout{1000};
  std::chrono::milliseconds socket_timeout{5000};
  std::chrono::milliseconds operation_timeout{2000};      // maxTimeMS, on the server
  std::chrono::milliseconds write_concern_timeout{3000};  // after it the outcome is unknown
};

// What is wrong with a connection string, or nothing. j=false and w=0 are refused: neither is
// durable when it is acknowledged. So is TLS that does not verify the server's certificate.
std::optional<std::string> CheckUri(const std::string& uri);

// A unique index had the key already.
struct DuplicateKey {
  std::string index;  // its name; "_id_" for the primary key
};

enum class Durability {
  kMajority,  // survives a fail-over once acknowledged
  kOne,       // may be lost: only for what a repeat restores
};

struct FindOptions {
  const Document* sort = nullptr;
  const Document* projection = nullptr;
  std::int64_t limit = 0;  // 0: none
  // Documents that the server sends at once; 0: as many as it likes. A connection keeps a buffer
  // as long as the longest answer it ever had.
  std::int64_t batch = 0;
};

struct ModifyOptions {
  const Document* sort = nullptr;
  const Document* projection = nullptr;
  bool upsert = false;
  bool return_new = true;
};

struct UpdateCount {
  std::int64_t matched = 0;
  std::int64_t modified = 0;
};

// One statement of UpdateEach: at most one document, changed by a pipeline, so that what is
// written can depend on what is there.
struct PipelineUpdate {
  Document filter;
  Array pipeline;
};

// One statement of UpdateEach: at most one document, changed by operators. Neither is copied.
struct OperatorUpdate {
  const Document* filter;
  const Document* update;
};

// One statement of several that the server would not carry out.
struct WriteRefusal {
  std::size_t index;                      // in the order in which they were given
  std::optional<DuplicateKey> duplicate;  // when that is why
  std::string why;
};

// What became of several: those that are not refused are confirmed.
struct EachCount {
  std::int64_t matched = 0;  // of updates, all together
  std::vector<WriteRefusal> refused = {};
};

// A unique or plain index; `keys` such as {{"createdAt", -1}, {"_id", -1}}.
struct IndexSpec {
  std::string name;
  Document keys;
  bool unique = false;
  std::optional<Document> partial = std::nullopt;  // partialFilterExpression
};

// Exclusive use of one connection; gives it back at the end. Every call blocks for at most
// server_selection_timeout + socket_timeout (twice that where the driver repeats once) and
// throws Unavailable when the server is away, late, or could not confirm a write in time; then
// the outcome of a write is unknown and the caller reads again. Anything else that the server
// refuses is a bug: std::runtime_error.
class Lease {
 public:
  Lease(Lease&&) noexcept;
  Lease& operator=(Lease&&) noexcept;
  ~Lease();

  // Nothing on success; otherwise which unique index had the key.
  [[nodiscard]] std::optional<DuplicateKey> InsertOne(const std::string& collection,
                                                      const Document& document);

  // Many documents in one round trip, in no order.
  [[nodiscard]] EachCount InsertEach(const std::string& collection,
                                     const std::vector<const Document*>& documents);

  [[nodiscard]] std::vector<Document> Find(const std::string& collection,
                                           const Document& filter,
                                           const FindOptions& options = {});
  // The same until the documents would take more than `bytes` together (one is read anyway): what
  // a caller holds at once is bounded, whatever the documents are like. In batches.
  struct Found {
    std::vector<Document> documents;
    bool cut = false;  // something that matches was left out because of its bytes
  };
  [[nodiscard]] Found FindUpTo(const std::string& collection,
                               const Document& filter,
                               const FindOptions& options,
                               std::size_t bytes);
  [[nodiscard]] std::optional<Document> FindOne(const std::string& collection,
                                                const Document& filter,
                                                const Document* projection = nullptr);
  [[nodiscard]] std::vector<Document> Aggregate(const std::string& collection,
                                                const Array& pipeline);

  // `update` holds operators ($set, $push, ...); a replacement is refused by the driver.
  UpdateCount UpdateOne(const std::string& collection,
                        const Document& filter,
                        const Document& update,
                        Durability durability = Durability::kMajority);
  // Many single-document updates in one round trip, in no order.
  void UpdateEach(const std::string& collection,
                  const std::vector<PipelineUpdate>& updates,
                  Durability durability);
  // The same by operators, w:majority.
  [[nodiscard]] EachCount UpdateEach(const std::string& collection,
                                     const std::vector<OperatorUpdate>& updates);

  // Atomic on one document; w:majority. `update` holds operators, `pipeline` stages. Nothing
  // when no document matched.
  [[nodiscard]] std::optional<Document> FindAndModify(const std::string& collection,
                                                      const Document& filter,
                                                      const Document& update,
                                                      const ModifyOptions& options);
  [[nodiscard]] std::optional<Document> FindAndModify(const std::string& collection,
                                                      const Document& filter,
                                                      const Array& pipeline,
                                                      const ModifyOptions& options);

  // Any other command on the database (explain, dropDatabase); not repeated by the driver.
  Document Run(const Document& command);

  // Creates what is missing; an index of the same name with other keys is refused.
  void EnsureIndexes(const std::string& collection, const std::vector<IndexSpec>& indexes);

  struct Impl;

 private:
  friend class Pool;
  explicit Lease(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Thread-safe. Must outlive its leases. The first one starts libmongoc for the process; make it
// before other threads exist.
class Pool {
 public:
  // Connects lazily: an engine that is away is no error. Throws std::invalid_argument for a URI
  // that CheckUri refuses.
  Pool(PoolOptions options, metrics::Registry& registry);
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Waits for a free connection; Unavailable after acquire_timeout.
  [[nodiscard]] Lease Acquire();

  // Asks the primary on a connection that is for this alone, so a full pool does not matter; one
  // at a time. Throws Unavailable after about server_selection_timeout.
  void Ping();

  struct Impl;

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace erp::mongo
