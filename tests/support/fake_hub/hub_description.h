#pragma once

#include <QString>

namespace reverie::fake_hub {

class FakeHub;

/// Fills a Hub from a file:
///   {"tokens": {"hf_x": {"user": "ada", "kind": "read|write|fine|fine-gated", "expired": false}},
///    "repositories": [{"id": "ORG/NAME", "folder": "PATH"  or  "files": {"README.md": "text"},
///        "gate": "auto|manual", "access": {"ada": "granted|pending|refused"}, "private": true, "readers": ["ada"],
///        "disabled": true, "movedTo": "ORG/OTHER", "tags": [...], "downloads": 5, "likes": 2}]}
/// Folders are mapped, not read into memory, and relative to the file. \return what is wrong with it; empty when it is
/// taken
[[nodiscard]] QString describe(FakeHub& hub, const QString& path);

}  // namespace reverie::fake_hub
