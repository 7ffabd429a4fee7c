#include "mysql/session.h"

#include <map>
#include <mutex>
#include <stdexcept>
#include <utility>

#include "mysql/internal/failure.h"
#include "mysql/internal/handles.h"
#include "mysql/internal/statement.h"

namespace erp::mysql {
namespace {

// Every statement text is a constant of the program; this only guards against one that is not.
constexpr std::size_t kMaxCachedStatements = 200;

void InitLibrary() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (mysql_library_init(0, nullptr, nullptr) != 0) {
      throw std::runtime_error("cannot initialise the MySQL client library");
    }
  });
}

std::string Settings(const ConnectOptions& options) {
  return "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED;"
         "SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = " +
         std::to_string(options.lock_wait_timeout.count()) +
         ", sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,"
         "NO_ENGINE_SUBSTITUTION,ONLY_FULL_GROUP_BY'";
}

// The driver goes on in plain text where a server has no TLS, unless it is told not to.
void Protect(MYSQL* connection, const Tls& tls) {
  const my_bool yes = 1;
  mysql_optionsv(connection, MYSQL_OPT_SSL_ENFORCE, &yes);
  mysql_optionsv(connection, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);
  mysql_optionsv(connection, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
  if (!tls.ca_file.empty()) mysql_optionsv(connection, MYSQL_OPT_SSL_CA, tls.ca_file.c_str());
  if (tls.certificate_file.empty()) return;
  mysql_optionsv(connection, MYSQL_OPT_SSL_CERT, tls.certificate_file.c_str());
  mysql_optionsv(connection, MYSQL_OPT_SSL_KEY, tls.key_file.c_str());
}

}  // namespace

struct Session::Impl {
  ConnectionHandle connection;
  std::map<std::string, Statement, std::less<>> statements;  // end before the connection
  bool usable = true;
  bool in_transaction = false;

  [[noreturn]] void Fail(const Failure& failure) {
    if (EndsConnection(failure.code)) usable = false;
    ThrowFailure(failure.code, failure.message);
  }

  [[noreturn]] void Fail() {
    Fail(Failure{mysql_errno(connection.get()), mysql_error(connection.get())});
  }

  Statement& Prepare(std::string_view sql) {
    const auto cached = statements.find(sql);
    if (cached != statements.end()) return cached->second;
    if (statements.size() >= kMaxCachedStatements) statements.clear();
    return statements.emplace(std::string(sql), Statement(connection.get(), sql)).first->second;
  }

  Rows Run(std::string_view sql, const Values& values, Written* written) {
    try {
      Statement& statement = Prepare(sql);
      Rows rows = statement.Run(values);
      if (written != nullptr) *written = statement.written();
      return rows;
    } catch (const Failure& failure) {
      Fail(failure);
    }
  }

  void RunText(const std::string& sql) {
    if (mysql_real_query(connection.get(), sql.data(), sql.size()) != 0) Fail();
    // Each statement of a script has a result of its own, and all have to be taken.
    while (true) {
      const ResultHandle result(mysql_store_result(connection.get()));
      const int more = mysql_next_result(connection.get());
      if (more > 0) Fail();
      if (more < 0) return;
    }
  }
};

Session::Session(const ConnectOptions& options) : impl_(std::make_unique<Impl>()) {
  InitLibrary();
  impl_->connection.reset(mysql_init(nullptr));
  MYSQL* connection = impl_->connection.get();
  if (connection == nullptr) throw std::bad_alloc();
  const unsigned connect_timeout = static_cast<unsigned>(options.connect_timeout.count());
  const unsigned answer_timeout = static_cast<unsigned>(options.answer_timeout.count());
  const unsigned tcp = MYSQL_PROTOCOL_TCP;
  const unsigned no = 0;
  mysql_options(connection, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_options(connection, MYSQL_OPT_READ_TIMEOUT, &answer_timeout);
  mysql_options(connection, MYSQL_OPT_WRITE_TIMEOUT, &answer_timeout);
  mysql_options(connection, MYSQL_OPT_PROTOCOL, &tcp);
  mysql_options(connection, MYSQL_OPT_LOCAL_INFILE, &no);
  mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (options.tls.on) Protect(connection, options.tls);
  // CLIENT_FOUND_ROWS: an UPDATE counts the rows it matched, so that one with a version in its
  // condition is unambiguous even when it changes nothing. The driver's reconnecting stays
  // off: it would lose the transaction silently.
  const char* database = options.database.empty() ? nullptr : options.database.c_str();
  if (mysql_real_connect(connection, options.host.c_str(), options.user.c_str(),
                         options.password.c_str(), database, static_cast<unsigned>(options.port),
                         nullptr, CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS) == nullptr) {
    impl_->Fail();
  }
  impl_->RunText(Settings(options));
}

Session::~Session() = default;

Rows Session::Query(std::string_view sql, const Values& values) {
  return impl_->Run(sql, values, nullptr);
}

Written Session::Execute(std::string_view sql, const Values& values) {
  Written written;
  impl_->Run(sql, values, &written);
  return written;
}

void Session::RunScript(const std::string& sql) { impl_->RunText(sql); }

void Session::Begin() {
  impl_->RunText("START TRANSACTION");
  impl_->in_transaction = true;
}

void Session::Commit() {
  impl_->RunText("COMMIT");
  impl_->in_transaction = false;
}

void Session::RollBack() {
  impl_->RunText("ROLLBACK");
  impl_->in_transaction = false;
}

bool Session::in_transaction() const { return impl_->in_transaction; }

bool Session::usable() const { return impl_->usable; }

bool Session::Ping() {
  if (mysql_ping(impl_->connection.get()) == 0) return true;
  impl_->usable = false;
  return false;
}

std::uint64_t Session::connection_id() const { return mysql_thread_id(impl_->connection.get()); }

}  // namespace erp::mysql
