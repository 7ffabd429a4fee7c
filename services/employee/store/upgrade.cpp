#include "employee/store/upgrade.h"

#include <array>
#include <optional>
#include <stdexcept>

#include "common/clock.h"
#include "employee/domain/organisation/employee.h"
#include "employee/store/database.h"
#include "employee/store/organisation/link_organisation.h"
#include "mysql/errors.h"
#include "observe/log.h"

namespace erp::employee {
namespace {

constexpr std::int64_t kPage = 500;

struct Texts {
  std::array<std::optional<std::string>, 4> of;  // name, department, position, email
  bool differ = false;
  bool broken = false;
};

Texts Cleaned(const mysql::Row& row) {
  Texts texts;
  for (std::size_t i = 0; i < texts.of.size(); ++i) {
    texts.of[i] = row.OptionalText(i + 2);
    if (!texts.of[i]) continue;
    auto cleaned = unicode::Clean(*texts.of[i], i == 3 ? kEmailText : kProfileText);
    texts.broken = texts.broken || cleaned.mistake;
    if (cleaned.mistake || cleaned.text == *texts.of[i]) continue;
    texts.of[i] = std::move(cleaned.text);
    texts.differ = true;
  }
  return texts;
}

// Nothing happens when somebody has changed the person since.
bool Store(mysql::Session& session, const mysql::Row& row, const Texts& texts) {
  const auto written = session.Execute(
      "UPDATE employees SET name = ?, department = ?, position = ?, email = ?, "
      "version = version + 1, updated_at = ? WHERE id = ? AND version = ?",
      {*texts.of[0], *texts.of[1], *texts.of[2], mysql::Nullable(texts.of[3]), SystemClock().Now(),
       row.Integer(0), row.Integer(1)});
  return written.matched > 0;
}

std::string List(const std::vector<int>& versions) {
  std::string text;
  for (const int version : versions) text += (text.empty() ? "" : ", ") + std::to_string(version);
  return text;
}

std::string Line(const std::vector<int>& applied, const TextRepair& repair, const Linked& linked) {
  std::string line = "schema " + std::to_string(NeededSchema());
  line += applied.empty() ? ", nothing to apply" : ", applied " + List(applied);
  if (repair.changed > 0) {
    line += "; texts of " + std::to_string(repair.changed) + " people are in normal form now";
  }
  if (linked.placed > 0) {
    line += "; " + std::to_string(linked.placed) + " people were put into departments";
  }
  if (repair.left.empty()) return line;
  line += "; to be corrected by hand, they break today's rules: people";
  constexpr std::size_t kMaxNamed = 10;
  for (std::size_t i = 0; i < repair.left.size() && i < kMaxNamed; ++i) {
    line += (i == 0 ? " " : ", ") + repair.left[i].str();
  }
  if (repair.left.size() > kMaxNamed) line += " and others";
  return line;
}

}  // namespace

TextRepair RepairTexts(mysql::Session& session) {
  TextRepair repair;
  std::int64_t last = 0;
  for (;;) {
    const auto rows = session.Query(
        "SELECT id, version, name, department, position, email FROM employees WHERE id > ? "
        "ORDER BY id LIMIT ?",
        {last, kPage});
    for (const auto& row : rows) {
      last = row.Integer(0);
      const auto texts = Cleaned(row);
      if (texts.differ && Store(session, row, texts)) ++repair.changed;
      if (texts.broken) repair.left.emplace_back(last);
    }
    if (static_cast<std::int64_t>(rows.size()) < kPage) return repair;
  }
}

std::string Upgrade(const Config& config) {
  try {
    const auto database = Database(config);
    const auto applied = mysql::Migrate(database, Migrations());
    mysql::Session session(database);
    const auto repair = RepairTexts(session);
    const auto linked = LinkOrganisation(session);
    return Line(applied, repair, linked);
  } catch (const mysql::AccountRefused& refused) {
    throw std::runtime_error(
        "the database server at " + config.mysql_host + ":" + std::to_string(config.mysql_port) +
        " refuses the account '" + config.mysql_user +
        "': its data were made with another MYSQL_USER or MYSQL_PASSWORD. Set those again, or give "
        "the account this password on the server (ALTER USER ... IDENTIFIED BY ...), or start "
        "with an empty data directory (" +
        refused.what() + ")");
  }
}

}  // namespace erp::employee
