#include "mongo/pool.h"

#include <stdexcept>

#include "mongo/internal/connection.h"
#include "mongo/internal/fault.h"
#include "mongo/internal/handles.h"
#include "observe/log.h"

namespace erp::mongo {
namespace {

// While a URI is being read: what is wrong with it is an answer, not an event.
thread_local bool quiet = false;

void LogLine(mongoc_log_level_t level, const char* domain, const char* message, void* /*data*/) {
  static log::Throttle throttle(std::chrono::seconds(1));
  if (quiet || level > MONGOC_LOG_LEVEL_WARNING || !throttle.Allow()) return;
  log::Warn("mongo driver", {{"domain", domain}, {"text", message}});
}

// mongoc_init and mongoc_cleanup, once per process.
class Driver {
 public:
  Driver() {
    mongoc_log_set_handler(LogLine, nullptr);
    mongoc_init();
  }
  ~Driver() {
    mongoc_log_set_handler(nullptr, nullptr);  // the log may be gone by now
    mongoc_cleanup();
  }
  Driver(const Driver&) = delete;
  Driver& operator=(const Driver&) = delete;
};

void StartDriver() { static const Driver driver; }

UriPtr ParseUri(const std::string& text, std::string& problem) {
  bson_error_t error{};
  quiet = true;
  UriPtr uri(mongoc_uri_new_with_error(text.c_str(), &error));
  quiet = false;
  if (!uri) {
    problem = error.message;
    return nullptr;
  }
  const mongoc_write_concern_t* concern = mongoc_uri_get_write_concern(uri.get());
  if (mongoc_write_concern_journal_is_set(concern) && !mongoc_write_concern_get_journal(concern)) {
    problem = "journal=false would wait for the periodic journal flush on every write";
    return nullptr;
  }
  if (!mongoc_write_concern_is_acknowledged(concern)) {
    problem = "w=0 would lose writes silently";
    return nullptr;
  }
  // As people write them; the library looks for them in any case.
  for (const char* option :
       {"tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"}) {
    if (!mongoc_uri_get_option_as_bool(uri.get(), option, false)) continue;
    problem = std::string(option) + " would believe any server";
    return nullptr;
  }
  return uri;
}

std::int32_t Count(std::chrono::milliseconds time) {
  return static_cast<std::int32_t>(time.count());
}

void ApplyOptions(mongoc_uri_t* uri, const PoolOptions& options) {
  mongoc_uri_set_option_as_int32(uri, MONGOC_URI_MAXPOOLSIZE,
                                 static_cast<std::int32_t>(options.connections));
  mongoc_uri_set_option_as_int32(uri, MONGOC_URI_WAITQUEUETIMEOUTMS,
                                 Count(options.acquire_timeout));
  mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SERVERSELECTIONTIMEOUTMS,
                                 Count(options.server_selection_timeout));
  mongoc_uri_set_option_as_int32(uri, MONGOC_URI_CONNECTTIMEOUTMS, Count(options.connect_timeout));
  mongoc_uri_set_option_as_int32(uri, MONGOC_URI_SOCKETTIMEOUTMS, Count(options.socket_timeout));
  mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYWRITES, true);
  mongoc_uri_set_option_as_bool(uri, MONGOC_URI_RETRYREADS, true);
  if (!options.app_name.empty()) mongoc_uri_set_appname(uri, options.app_name.c_str());

  const std::unique_ptr<mongoc_write_concern_t, Release<mongoc_write_concern_destroy>> writes(
      mongoc_write_concern_new());
  mongoc_write_concern_set_wmajority(writes.get(), Count(options.write_concern_timeout));
  mongoc_uri_set_write_concern(uri, writes.get());
  const std::unique_ptr<mongoc_read_concern_t, Release<mongoc_read_concern_destroy>> reads(
      mongoc_read_concern_new());
  mongoc_read_concern_set_level(reads.get(), MONGOC_READ_CONCERN_LEVEL_MAJORITY);
  mongoc_uri_set_read_concern(uri, reads.get());
}

PoolPtr MakeHandle(const PoolOptions& options) {
  StartDriver();
  std::string problem;
  const UriPtr uri = ParseUri(options.uri, problem);
  if (!uri) throw std::invalid_argument("MongoDB URI: " + problem);
  ApplyOptions(uri.get(), options);
  bson_error_t error{};
  PoolPtr pool(mongoc_client_pool_new_with_error(uri.get(), &error));
  if (!pool) throw std::invalid_argument(std::string("MongoDB URI: ") + error.message);
  mongoc_client_pool_set_error_api(pool.get(), MONGOC_ERROR_API_VERSION_2);
  return pool;
}

PoolOptions WithOneConnection(PoolOptions options) {
  options.connections = 1;
  return options;
}

}  // namespace

std::optional<std::string> CheckUri(const std::string& uri) {
  StartDriver();
  std::string problem;
  if (ParseUri(uri, problem)) return std::nullopt;
  return problem;
}

Pool::Impl::Impl(PoolOptions pool_options, metrics::Registry& registry)
    : options(std::move(pool_options)),
      handle(MakeHandle(options)),
      probing(MakeHandle(WithOneConnection(options))),
      in_use(registry.GetGauge("mongo_pool_in_use", "MongoDB connections lent out")),
      unavailable(registry.GetCounter("mongo_unavailable_total",
                                      "Operations that MongoDB did not answer or confirm")) {
  for (const char* name : kOperationNames) {
    seconds.push_back(registry.GetHistogram(
        "mongo_operation_seconds", "Time that one MongoDB operation took", {{"operation", name}}));
  }
}

Pool::Pool(PoolOptions options, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), registry)) {}

Pool::~Pool() = default;

Lease Pool::Acquire() {
  mongoc_client_t* client = mongoc_client_pool_pop(impl_->handle.get());
  if (client == nullptr) {
    impl_->unavailable.Add();
    throw Unavailable("mongo: no free connection in time");
  }
  return Lease(std::make_unique<Lease::Impl>(*impl_, client));
}

void Pool::Ping() {
  auto* const pool = impl_->probing.get();
  const auto give_back = [pool](mongoc_client_t* client) { mongoc_client_pool_push(pool, client); };
  const std::unique_ptr<mongoc_client_t, decltype(give_back)> client(mongoc_client_pool_pop(pool),
                                                                     give_back);
  if (!client) throw Unavailable("mongo: an earlier ping has not ended");
  const Document ping{{"ping", 1}};
  bson_error_t error{};
  if (mongoc_client_command_simple(client.get(), impl_->options.database.c_str(), ping.raw(),
                                   nullptr, nullptr, &error)) {
    return;
  }
  impl_->unavailable.Add();
  throw Unavailable(std::string("mongo ping: ") + error.message);
}

}  // namespace erp::mongo
