"""What is done: one public function per act. Load, ask the rules, write, enter in the journal."""
