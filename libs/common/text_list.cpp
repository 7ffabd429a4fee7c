#include "common/text_list.h"

#include <algorithm>

namespace erp {

std::vector<std::string> Parts(std::string_view list, char separator) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const auto end = std::min(list.find(separator), list.size());
    if (end > 0) parts.emplace_back(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return parts;
}

std::vector<std::string> CommaList(std::string_view list) {
  std::vector<std::string> items;
  for (const auto& part : Parts(list, ',')) {
    std::string_view item = part;
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item = item.substr(0, item.find_last_not_of(' ') + 1);
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

}  // namespace erp
