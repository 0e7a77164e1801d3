#pragma once
// A small ext4 file system in a file, from which the power can be cut: what was not synced is gone, as with a plug
// pulled (ioctl EXT4_IOC_SHUTDOWN without flushing the journal). Needs root and loop devices. Unmounts and detaches in
// all cases. One thread.
//
//   CuttableDisk disk(folder.file("disk.img"), gateway.file("data"));
//   disk.cut();
//   ... end whoever used it ...
//   disk.restore();                     // mounted again, its journal replayed

#include <string>

namespace concordat::integration {

class CuttableDisk {
 public:
  // Why this machine can't do it; empty when it can.
  [[nodiscard]] static std::string unable();

  // Makes the file system and mounts it on `folder`, which exists; what the folder held is copied in.
  CuttableDisk(const std::string& image, const std::string& folder);
  ~CuttableDisk();
  CuttableDisk(const CuttableDisk&) = delete;
  CuttableDisk& operator=(const CuttableDisk&) = delete;

  void cut();
  void restore();

 private:
  void mount();
  void unmount();

  std::string folder_;
  std::string device_;
  bool mounted_ = false;
};

}  // namespace concordat::integration
