#pragma once

#include "core/queue/queue_job.h"

#include <QSet>

namespace reverie::queue {

/// The pictures of an interrupted job that are on the disk and not in its row: a program that ends between the two
/// leaves one behind. They lie in the job's folder, are not older than its latest start, belong to no other job
/// (`recorded`), and their own metadata name the seed and what the job asks for. Index -> path; reads files.
[[nodiscard]] std::map<int, QString> leftoverPictures(const QueueJob& job, const QSet<QString>& recorded);

}  // namespace reverie::queue
