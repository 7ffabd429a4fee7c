// The texts of a document (common/document_texts.h) as members of a JSON object, the same in events
// and answers. Thread-safe functions. Include it in .cpp files only.
#pragma once

#include "common/document_texts.h"
#include "json/json.h"
#include "json/object_reader.h"

namespace erp::contracts {

// A text that is not required and is empty is left out.
void AddTexts(const DocumentTexts& texts, json::Value& json);

// Of what one of our own services has written; notes what is wrong at the reader. Releases before
// left out what is not required.
DocumentTexts ReadTexts(json::ObjectReader& reader);

}  // namespace erp::contracts
