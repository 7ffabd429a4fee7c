#include "common/time_zone.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string_view>

namespace erp {
namespace {

// Letters, digits and what stands between them; never a path out of the database.
bool IsZoneName(const std::string& name) {
  return !name.empty() && name.size() <= 64 && name.front() != '/' &&
         name.find("..") == std::string::npos &&
         name.find_first_not_of(
             "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
             "0123456789+-_/.") == std::string::npos;
}

}  // namespace

std::optional<std::string> TimeZoneMistake(const std::string& name) {
  const char* set = std::getenv("TZDIR");
  const std::filesystem::path database = set != nullptr ? set : "/usr/share/zoneinfo";
  std::error_code unreadable;
  if (!std::filesystem::is_directory(database, unreadable)) {
    return "cannot be checked: the tz database is not installed (" + database.string() + ")";
  }
  constexpr std::string_view kMagic = "TZif";  // RFC 8536
  std::string head(kMagic.size(), '\0');
  if (IsZoneName(name)) {
    std::ifstream file(database / name, std::ios::binary);
    file.read(head.data(), static_cast<std::streamsize>(head.size()));
  }
  if (head == kMagic) return std::nullopt;
  return "is not a time zone of the tz database, such as Asia/Seoul";
}

}  // namespace erp
