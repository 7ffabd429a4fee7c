#include "common/comma_list.h"

#include <algorithm>

namespace erp {

std::vector<std::string> CommaList(std::string_view list) {
  std::vector<std::string> items;
  while (!list.empty()) {
    const auto end = std::min(list.find(','), list.size());
    auto item = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
    item = item.substr(0, item.find_last_not_of(' ') + 1);
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

}  // namespace erp
