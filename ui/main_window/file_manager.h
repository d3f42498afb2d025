#pragma once

#include <QString>

namespace reverie::ui {

class Toast;

/// Has the desktop's file manager show the file or folder `path`, selected in its folder (`ShowItems` of
/// freedesktop.org's File Manager D-Bus Interface); where none answers, opens the folder. `toast` says where it lies
/// when nothing on this computer opens folders. Never waits.
void showInFileManager(const QString& path, Toast& toast);

}  // namespace reverie::ui
