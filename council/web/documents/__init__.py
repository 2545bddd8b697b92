"""What is put into Word documents and onto their print pages, and how they are answered."""
