// A setting that gives names to lists of URIs, such as the applications that people sign in to and
// where their browsers may be sent back. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace erp {

struct NamedUris {
  std::string name;
  std::vector<std::string> uris;  // as they are written
};

// "web=https://erp.example.com/callback;mobile=com.example.erp:/signed-in http://127.0.0.1/cb":
// names with ';' between them, URIs with blanks. Empty for an empty text. Nothing for a name that
// is not 1 to 100 letters, digits, '-', '_' and '.', or occurs twice, for one without a URI, and
// for what is no absolute URI of at most 500 characters, has a fragment, or is a script.
std::optional<std::vector<NamedUris>> ParseNamedUris(const std::string& text);

}  // namespace erp
